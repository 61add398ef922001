import { ApiToken, apiTokenPrefix, hashSecret, newSecret, User } from '@sluice/database';
import type { Role } from '@sluice/vod';
import type { TestPlatform } from './test-platform.js';

export interface TestAccount {
  id: string;
  tokenId: string;
  token: string;
}

/** An account with an API token, made straight in the database: it has no password and costs no sign-in. */
export async function makeAccount(
  { database, environment }: TestPlatform,
  name: string,
  { role = 'member', expiresAt = null }: { role?: Role; expiresAt?: Date | null } = {},
): Promise<TestAccount> {
  const email = `${name}@example.org`;
  const users = database.getRepository(User);
  await users.upsert({ email, name, role, passwordHash: null }, ['email']);
  const user = await users.findOneByOrFail({ email });
  const token = apiTokenPrefix + newSecret();
  const secretHash = hashSecret(token, environment['SESSION_SECRET']!);
  const { id: tokenId } = await database
    .getRepository(ApiToken)
    .save({ user, name: 'test', secretHash, lastUsedAt: null, expiresAt });
  return { id: user.id, tokenId, token };
}
