import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  accountListSchema,
  meSchema,
  readinessSchema,
  newTokenSchema,
  tokenListSchema,
  type NewTokenView,
} from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, signIn } from '../platform/accounts.js';
import { ask, expectProblem, type Question } from '../platform/http.js';
import { admin, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const member = { email: 'member@example.org', password: 'the password of a member' };
const decoy = 'a password that nobody has';

let platform: TestPlatform;
/** Signed in for the whole file. */
let adminCookie: string;
let memberCookie: string;
/** Everything that must be known to nobody but its owner. */
const secrets: string[] = [admin.password, member.password, decoy];

beforeAll(async () => {
  platform = await startTestPlatform();
  adminCookie = cookieOf(await signIn(platform, admin));
  const made = await call(
    'POST',
    '/api/users',
    withCookie(adminCookie, { json: { ...member, name: 'Member' } }),
  );
  expect(made.status, made.text).toBe(201);
  memberCookie = cookieOf(await signIn(platform, member));
  await signIn(platform, { ...admin, password: decoy });
  secrets.push(...[adminCookie, memberCookie].map((cookie) => cookie.split('=')[1]!));
  secrets.push(platform.environment['SESSION_SECRET']!);
});
afterAll(() => platform?.close());

const call = (method: string, path: string, question: Question = {}) =>
  ask(platform.url, method, path, question);
const withCookie = (cookie: string, question: Question = {}): Question => ({
  ...question,
  headers: { cookie, ...question.headers },
});
const whoIs = async (question: Question) =>
  meSchema.parse(JSON.parse((await call('GET', '/api/auth/me', question)).text)).user?.email ?? null;

describe('API tokens', () => {
  const create = async (json: object): Promise<NewTokenView> => {
    const answer = await call('POST', '/api/auth/tokens', withCookie(memberCookie, { json }));
    expect(answer.status, answer.text).toBe(201);
    const made = newTokenSchema.parse(JSON.parse(answer.text));
    secrets.push(made.token);
    return made;
  };
  const list = async (cookie = memberCookie) =>
    tokenListSchema.parse(JSON.parse((await call('GET', '/api/auth/tokens', withCookie(cookie))).text)).items;

  it('is shown once, works, is seen to be used, and stops when it is revoked', async () => {
    const { id, token } = await create({ name: 'laptop' });
    expect(token).toMatch(/^slc_[\w-]{43}$/);
    expect((await list())[0]).toMatchObject({ id, name: 'laptop', lastUsedAt: null, expiresAt: null });
    expect(await whoIs({ token })).toBe(member.email);
    const listed = await list();
    expect(listed[0]?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(listed)).not.toContain(token);
    expect(listed[0]).not.toHaveProperty('token');
    expect((await call('DELETE', `/api/auth/tokens/${id}`, withCookie(memberCookie))).status).toBe(204);
    expectProblem(await call('GET', '/api/auth/me', { token }), 'unauthenticated');
    expectProblem(
      await call('DELETE', `/api/auth/tokens/${id}`, withCookie(memberCookie)),
      'token_not_found',
    );
  });

  it('ends on its day', async () => {
    const { id, token, expiresAt } = await create({ name: 'for a day', expiresInDays: 1 });
    expect(Date.parse(expiresAt!) - Date.now()).toBeGreaterThan(23 * 3600_000);
    expect(await whoIs({ token })).toBe(member.email);
    await platform.database.query('UPDATE api_tokens SET expires_at = now() WHERE id = $1', [id]);
    expectProblem(await call('GET', '/api/auth/me', { token }), 'unauthenticated');
  });

  it('belongs to one person: others neither see nor revoke it', async () => {
    const { id, token } = await create({ name: 'mine' });
    expect((await list(adminCookie)).map((one) => one.id)).not.toContain(id);
    expectProblem(await call('DELETE', `/api/auth/tokens/${id}`, withCookie(adminCookie)), 'token_not_found');
    expect(await whoIs({ token })).toBe(member.email);
  });

  it.each(['slc_', 'slc_wrong', 'x'.repeat(5000), "' OR 1=1"])('%j opens nothing', async (token) => {
    const [first] = token.split(' ');
    expectProblem(await call('GET', '/api/auth/me', { token: first }), 'unauthenticated');
  });

  it.each([
    [{}],
    [{ name: '' }],
    [{ name: 'one\ntwo' }],
    [{ name: 'x', expiresInDays: 0 }],
    [{ name: 'x', expiresInDays: 0.5 }],
    [{ name: 'x', expiresInDays: 1e9 }],
    [{ name: 'x', userId: 'y' }],
  ])('%j is refused', async (json) => {
    expectProblem(
      await call('POST', '/api/auth/tokens', withCookie(memberCookie, { json })),
      'validation_failed',
    );
  });
});

describe('accounts', () => {
  const person = { email: 'new@example.org', name: 'New', password: 'quite a long password' };

  it('administrators make and see them, nobody else', async () => {
    for (const [method, question] of [
      ['GET', {}],
      ['POST', { json: person }],
    ] as const) {
      expectProblem(await call(method, '/api/users', withCookie(memberCookie, question)), 'forbidden');
      expectProblem(await call(method, '/api/users', question), 'unauthenticated');
    }
    const users = await call('GET', '/api/users', withCookie(adminCookie));
    const emails = accountListSchema.parse(JSON.parse(users.text)).items.map(({ email }) => email);
    expect(emails).toEqual([admin.email, member.email]);
  });

  it('one for each email', async () => {
    const make = (json: object) => call('POST', '/api/users', withCookie(adminCookie, { json }));
    expectProblem(await make({ ...member, name: 'Again' }), 'email_taken');
    expectProblem(await make({ ...member, name: 'Again', email: 'MEMBER@example.org' }), 'email_taken');
    expectProblem(await make({ ...person, password: 'short' }), 'validation_failed');
    expectProblem(await make({ ...person, role: 'owner' }), 'validation_failed');
  });
});

describe('secrets', () => {
  it('passwords are stored as argon2id', async () => {
    const rows: { password_hash: string }[] = await platform.database.query(
      'SELECT password_hash FROM users WHERE password_hash IS NOT NULL',
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { password_hash } of rows)
      expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=\d{4,},t=\d+,p=\d+\$/);
  });

  it('no table holds any of them', async () => {
    const tables: { name: string }[] = await platform.database.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['users', 'sessions', 'api_tokens']),
    );
    for (const { name } of tables) {
      const rows: { text: string }[] = await platform.database.query(
        `SELECT row_to_json(t)::text AS text FROM "${name}" t`,
      );
      const all = rows.map(({ text }) => text).join('\n');
      for (const secret of secrets) expect(all.includes(secret), name).toBe(false);
    }
  });

  it('no log line holds any of them', () => {
    expect(platform.log.length).toBeGreaterThan(10);
    const all = platform.log.join('\n');
    for (const secret of secrets) expect(all.includes(secret)).toBe(false);
    expect(all).not.toContain('sluice_session');
    expect(all).not.toContain('postgres://');
  });

  const machine = (): string[] => [
    ...secrets,
    platform.dataDir,
    '/tmp',
    'postgres:',
    'redis:',
    '127.0.0.1',
    'ECONN',
  ];

  it('what is not ready is told to everybody, without telling of this machine', async () => {
    const media = join(platform.uploadsDir, 'media');
    rmSync(media, { recursive: true });
    writeFileSync(media, 'no folder');
    process.kill(platform.redis!.pid(), 'SIGSTOP');
    const { status, text } = await call('GET', '/api/health/ready');
    process.kill(platform.redis!.pid(), 'SIGCONT');
    rmSync(media);
    mkdirSync(media);
    expect(status).toBe(503);
    const { checks } = readinessSchema.parse(JSON.parse(text));
    expect({ redis: checks.redis.ok, storage: checks.storage.ok, database: checks.database.ok }).toEqual({
      redis: false,
      storage: false,
      database: true,
    });
    for (const secret of machine()) expect(text.includes(secret), secret).toBe(false);
  });

  it.each(['/api/health', '/api/health/ready', '/api/openapi.json', '/api/auth/me'])(
    '%s tells anonymous people nothing about this machine',
    async (path) => {
      const { status, text } = await call('GET', path);
      expect(status).toBe(200);
      for (const secret of machine()) expect(text.includes(secret), secret).toBe(false);
    },
  );
});
