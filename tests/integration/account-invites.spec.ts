import { randomUUID } from 'node:crypto';
import {
  accountInviteListSchema,
  meSchema,
  newAccountInviteSchema,
  registrationLinkSchema,
  type CreateAccountInvite,
} from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, signIn } from '../platform/accounts.js';
import { newAddress, openSession, withCookie, type BrowserSession } from '../platform/browser-session.js';
import { ask, expectProblem } from '../platform/http.js';
import { admin, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
let boss: BrowserSession;

beforeAll(async () => {
  platform = await startTestPlatform();
  boss = await openSession(platform, admin);
});
afterAll(() => platform?.close());

const from = () => ({ 'x-forwarded-for': newAddress() });
const newPerson = () => ({
  email: `${randomUUID()}@example.org`,
  name: 'Newcomer',
  password: 'the password of a newcomer',
});
const register = (token: string, person: object = newPerson()) =>
  ask(platform.url, 'POST', '/api/auth/register', { json: { token, ...person }, headers: from() });
const look = (token: string) =>
  ask(platform.url, 'GET', `/api/auth/register?token=${token}`, { headers: from() });
const list = async () =>
  accountInviteListSchema.parse(JSON.parse((await boss.call('GET', '/api/account-invites')).text)).items;

async function invite(wish: Partial<CreateAccountInvite> = {}, by = boss) {
  const answer = await by.call('POST', '/api/account-invites', wish);
  expect(answer.status, answer.text).toBe(201);
  const made = newAccountInviteSchema.parse(JSON.parse(answer.text));
  return { ...made, token: new URL(made.url).searchParams.get('token')! };
}

describe('an invitation', () => {
  it('makes one account with its role, signed in, and is told once', async () => {
    const { id, url, token } = await invite({ role: 'admin', note: 'Ann', expiresInDays: 1 });
    expect(url).toBe(`${platform.url}/join?token=${token}`);
    expect(registrationLinkSchema.parse(JSON.parse((await look(token)).text)).role).toBe('admin');
    const person = newPerson();
    const answer = await register(token, person);
    expect(answer.status, answer.text).toBe(201);
    const { user } = meSchema.parse(JSON.parse(answer.text));
    expect(user).toMatchObject({ email: person.email, name: 'Newcomer', role: 'admin' });
    expect((await withCookie(platform.url, cookieOf(answer)).call('GET', '/api/users')).status).toBe(200);
    const { email, password } = person;
    expect((await signIn(platform, { email, password })).status).toBe(200);
    const [listed] = await list();
    expect(listed).toMatchObject({ id, note: 'Ann', role: 'admin', usedBy: 'Newcomer' });
    expect(JSON.stringify(listed)).not.toContain(token);
    expectProblem(await look(token), 'registration_link_invalid');
    expectProblem(await register(token), 'registration_link_invalid');
  });

  it('makes one account, however many come with it at once', async () => {
    const { token } = await invite();
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 'registration_link_invalid');
  });

  it('stays good when the account cannot be made', async () => {
    const { token } = await invite();
    expectProblem(await register(token, { ...newPerson(), email: admin.email }), 'email_taken');
    expectProblem(await register(token, { ...newPerson(), password: 'short' }), 'validation_failed');
    expect((await register(token)).status).toBe(201);
  });

  it('that is revoked, too old or made up makes none', async () => {
    const revoked = await invite();
    expect((await boss.call('DELETE', `/api/account-invites/${revoked.id}`)).status).toBe(204);
    expectProblem(
      await boss.call('DELETE', `/api/account-invites/${revoked.id}`),
      'account_invite_not_found',
    );
    const old = await invite();
    await platform.database.query('UPDATE account_invites SET expires_at = now() WHERE id = $1', [old.id]);
    for (const token of [revoked.token, old.token, 'x', randomUUID()]) {
      expectProblem(await look(token), 'registration_link_invalid');
      expectProblem(await register(token), 'registration_link_invalid');
    }
  });

  it('is worth nothing once its maker is no administrator any more', async () => {
    const other = newPerson();
    const { token } = await invite({ role: 'admin' });
    const joined = await register(token, other);
    const { user } = meSchema.parse(JSON.parse(joined.text));
    const theirs = await invite({ role: 'admin' }, withCookie(platform.url, cookieOf(joined)));
    const change = (json: object) => boss.call('PATCH', `/api/users/${user!.id}`, json);
    for (const json of [{ role: 'member' }, { role: 'admin', disabled: true }]) {
      await change(json);
      expectProblem(await register(theirs.token), 'registration_link_invalid');
    }
    // nor when they are again: somebody else may have made it
    await change({ disabled: false });
    expectProblem(await register(theirs.token), 'registration_link_invalid');
  });

  it('is for administrators to make and see', async () => {
    const { token } = await invite();
    const member = withCookie(platform.url, cookieOf(await register(token)));
    for (const [method, path] of [
      ['GET', '/api/account-invites'],
      ['POST', '/api/account-invites'],
      ['DELETE', `/api/account-invites/${randomUUID()}`],
    ] as const)
      expectProblem(await member.call(method, path, method === 'POST' ? {} : undefined), 'forbidden');
  });

  it('tokens are not guessed: ten tries a minute from one address', async () => {
    const headers = { 'x-forwarded-for': '198.51.99.1' };
    const guess = () => ask(platform.url, 'GET', '/api/auth/register?token=x', { headers });
    for (let time = 0; time < 10; time++) expectProblem(await guess(), 'registration_link_invalid');
    expectProblem(await guess(), 'too_many_requests');
  });
});

describe('with REGISTRATION=closed', () => {
  let closed: TestPlatform;
  beforeAll(async () => {
    closed = await startTestPlatform({ settings: { REGISTRATION: 'closed' } });
  });
  afterAll(() => closed?.close());

  it('there are none', async () => {
    const { call } = await openSession(closed, admin);
    expectProblem(await call('POST', '/api/account-invites', {}), 'registration_closed');
    expectProblem(
      await ask(closed.url, 'POST', '/api/auth/register', { json: { token: 'x', ...newPerson() } }),
      'registration_closed',
    );
    expectProblem(await ask(closed.url, 'GET', '/api/auth/register?token=x'), 'registration_closed');
  });
});
