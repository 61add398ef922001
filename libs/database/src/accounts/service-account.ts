import type { DataSource } from 'typeorm';
import { ApiToken } from './api-token.entity.js';
import { apiTokenPrefix, hashSecret, newSecret } from './secrets.js';
import { User } from './user.entity.js';

const serviceEmail = 'scripts@localhost';

/**
 * A token for the platform's own scripts (--demo, test_video_processing), which can read the database anyway. The
 * account behind it has no password and is no administrator. The caller deletes the token with `revoke` when done.
 */
export async function issueServiceToken(
  database: DataSource,
  sessionSecret: string,
): Promise<{ token: string; revoke: () => Promise<void> }> {
  const users = database.getRepository(User);
  await users.upsert({ email: serviceEmail, name: 'Sluice', role: 'member', passwordHash: null }, ['email']);
  const user = await users.findOneByOrFail({ email: serviceEmail });
  const token = apiTokenPrefix + newSecret();
  const tokens = database.getRepository(ApiToken);
  const saved = await tokens.save({
    user,
    name: 'script',
    secretHash: hashSecret(token, sessionSecret),
    lastUsedAt: null,
    expiresAt: new Date(Date.now() + 24 * 3600_000),
  });
  return { token, revoke: async () => void (await tokens.delete({ id: saved.id })) };
}
