import { ApiToken, apiTokenPrefix, hashSecret, newSecret, User } from '@sluice/database';
import type { Role } from '@sluice/vod';
import { ask, type Answer } from './http.js';
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

let addresses = 0;

/** Signs in from an address of its own, so that tests don't meet the limit on tries. */
export const signIn = (
  { url }: Pick<TestPlatform, 'url'>,
  credentials: { email: string; password: string },
  headers: Record<string, string> = {},
): Promise<Answer> => {
  addresses++;
  const from = `203.0.${addresses >> 8}.${addresses & 255}`;
  return ask(url, 'POST', '/api/auth/login', {
    json: credentials,
    headers: { 'x-forwarded-for': from, ...headers },
  });
};

/** The session cookie that an answer sets, as a browser would send it back. */
export const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';
