import { meSchema } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, makeAccount, signIn } from '../platform/accounts.js';
import { ask, expectProblem, type Question } from '../platform/http.js';
import { admin, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const member = { email: 'member@example.org', password: 'the password of a member' };
const decoy = 'a password that nobody has';

let platform: TestPlatform;
/** Signed in for the whole file. */
let adminCookie: string;
let memberCookie: string;

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

describe('signing in', () => {
  it('the first administrator is the one of ADMIN_EMAIL', async () => {
    expect(await whoIs(withCookie(adminCookie))).toBe(admin.email);
    const { setupNeeded } = meSchema.parse(JSON.parse((await call('GET', '/api/auth/me')).text));
    expect(setupNeeded).toBe(false);
  });

  it('sets a cookie that no script reads and no other site sends', async () => {
    const answer = await signIn(platform, admin);
    expect(meSchema.parse(JSON.parse(answer.text)).user).toMatchObject({ email: admin.email, role: 'admin' });
    const [cookie] = answer.headers['set-cookie']!;
    const flags = cookie!.split('; ').slice(1);
    expect(flags).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
    expect(flags).not.toContain('Secure');
    const overTls = await signIn(platform, admin, { 'x-forwarded-proto': 'https' });
    expect(overTls.headers['set-cookie']?.[0]).toContain('; Secure');
  });

  it('the email is taken in capitals too', async () => {
    expect((await signIn(platform, { ...member, email: 'Member@Example.ORG' })).status).toBe(200);
  });

  it('a wrong password, an unknown email and an account without password look the same', async () => {
    const tries = [
      { ...admin, password: decoy },
      { email: 'nobody@example.org', password: decoy },
      { email: 'scripts@example.org', password: decoy },
    ];
    await makeAccount(platform, 'scripts', { role: 'admin' });
    const answers = await Promise.all(tries.map((credentials) => signIn(platform, credentials)));
    const told = answers.map((answer) => ({
      ...expectProblem(answer, 'invalid_credentials'),
      requestId: '',
    }));
    expect(told).toEqual([told[0], told[0], told[0]]);
    expect(answers.map(({ headers }) => headers['set-cookie'])).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['no password', { email: admin.email }],
    ['no email', { password: decoy }],
    ['an email that is none', { email: 'admin', password: decoy }],
    ['an unknown field', { ...admin, role: 'admin' }],
    ['a list as password', { email: admin.email, password: [decoy] }],
    ['a password of 201 characters', { email: admin.email, password: 'x'.repeat(201) }],
  ])('%s is refused', async (_, json) => {
    const problem = expectProblem(await signIn(platform, json as typeof admin), 'validation_failed');
    expect(problem.detail).not.toContain(decoy);
  });

  it('gives a new session each time, and ends the one that came along', async () => {
    const planted = 'sluice_session=planted-by-somebody-else';
    const first = cookieOf(await signIn(platform, member, { cookie: planted }));
    expect(first).not.toBe(planted);
    expect(await whoIs(withCookie(planted))).toBeNull();
    const second = cookieOf(await signIn(platform, member, { cookie: first }));
    expect(second).not.toBe(first);
    expect(await whoIs(withCookie(first))).toBeNull();
    expect(await whoIs(withCookie(second))).toBe(member.email);
  });

  it('signing out ends the session and takes the cookie', async () => {
    const cookie = cookieOf(await signIn(platform, member));
    const answer = await call('POST', '/api/auth/logout', withCookie(cookie));
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^sluice_session=;.*Expires=Thu, 01 Jan 1970/);
    expect(await whoIs(withCookie(cookie))).toBeNull();
    expect((await call('POST', '/api/auth/logout', withCookie(cookie))).status).toBe(204);
  });

  it('a session that is over opens nothing', async () => {
    const cookie = cookieOf(await signIn(platform, member));
    await platform.database.query(
      `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE created_at = (SELECT max(created_at) FROM sessions)`,
    );
    expect(await whoIs(withCookie(cookie))).toBeNull();
    expectProblem(await call('GET', '/api/auth/tokens', withCookie(cookie)), 'unauthenticated');
  });

  it('ten tries a minute from one address', async () => {
    const from = { 'x-forwarded-for': '198.51.100.1' };
    for (let time = 0; time < 10; time++)
      expectProblem(await signIn(platform, { ...admin, password: decoy }, from), 'invalid_credentials');
    const answer = await signIn(platform, admin, from);
    expectProblem(answer, 'too_many_requests');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await signIn(platform, admin)).status).toBe(200);
  });
});

describe('requests from other sites', () => {
  const foreign: [string, Record<string, string>][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin without a name', { origin: 'null' }],
    ['the same host on another port', { origin: 'http://localhost:1' }],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
  ];
  it.each(foreign)('%s: refused with a cookie, let through with a token', async (_, headers) => {
    const json = { name: 'from elsewhere' };
    const refused = await call('POST', '/api/auth/tokens', withCookie(memberCookie, { json, headers }));
    expectProblem(refused, 'cross_site_request');
    expectProblem(await signIn(platform, member, headers), 'cross_site_request');
    expectProblem(
      await call('POST', '/api/auth/logout', withCookie(memberCookie, { headers })),
      'cross_site_request',
    );
    const room = { json: { title: 'from elsewhere' }, headers };
    expectProblem(await call('POST', '/api/rooms', withCookie(memberCookie, room)), 'cross_site_request');
    expect((await call('POST', '/api/rooms', { token: platform.token, ...room })).status).toBe(201);
    expect(await whoIs(withCookie(memberCookie, { headers }))).toBe(member.email);
  });

  it('our own pages may', async () => {
    const json = { name: 'from here' };
    const { host, origin } = new URL(platform.url);
    const own = [{ origin, host }, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}];
    for (const headers of own)
      expect(
        (await call('POST', '/api/auth/tokens', withCookie(memberCookie, { json, headers }))).status,
      ).toBe(201);
  });
});
