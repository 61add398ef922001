import { randomUUID } from 'node:crypto';
import { meSchema, newTokenSchema, sessionListSchema, tokenListSchema } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount, signIn } from '../platform/accounts.js';
import { openSession, type BrowserSession } from '../platform/browser-session.js';
import { ask, expectProblem } from '../platform/http.js';
import { hostRoom, type RoomGuest } from '../platform/room-guest.js';
import { admin, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
let boss: BrowserSession;
/** A new person for each test. */
let person: { email: string; password: string };
let here: BrowserSession;

beforeAll(async () => {
  platform = await startTestPlatform();
  boss = await openSession(platform, admin);
});
afterAll(() => platform?.close());
beforeEach(async () => {
  person = { email: `${randomUUID()}@example.org`, password: 'the first password of this person' };
  const made = await boss.call('POST', '/api/users', { ...person, name: 'Person' });
  expect(made.status, made.text).toBe(201);
  here = await openSession(platform, person, { 'user-agent': 'Here/1' });
});

const list = async ({ call }: BrowserSession) =>
  sessionListSchema.parse(JSON.parse((await call('GET', '/api/auth/sessions')).text)).items;
const isIn = async ({ call }: BrowserSession): Promise<boolean> =>
  meSchema.parse(JSON.parse((await call('GET', '/api/auth/me')).text)).user !== null;
const makeToken = async ({ call }: BrowserSession): Promise<string> =>
  newTokenSchema.parse(JSON.parse((await call('POST', '/api/auth/tokens', { name: 'x' })).text)).token;
const tokenWorks = async (token: string): Promise<boolean> =>
  (await ask(platform.url, 'GET', '/api/auth/usage', { token })).status === 200;

describe('sessions', () => {
  it('are listed newest first, with browser and place, and which one asks', async () => {
    const there = await openSession(platform, person, { 'user-agent': 'x'.repeat(400) });
    const sessions = await list(here);
    expect(sessions.map(({ userAgent, address, isCurrent }) => ({ userAgent, address, isCurrent }))).toEqual([
      { userAgent: 'x'.repeat(300), address: there.address, isCurrent: false },
      { userAgent: 'Here/1', address: here.address, isCurrent: true },
    ]);
  });

  it('are seen to be used, to the minute', async () => {
    const [before] = await list(here);
    expect((await list(here))[0]?.lastSeenAt).toBe(before?.lastSeenAt);
    await platform.database.query(`UPDATE sessions SET last_seen_at = now() - interval '2 minutes'`);
    await list(here);
    expect(Date.now() - Date.parse((await list(here))[0]!.lastSeenAt)).toBeLessThan(30_000);
  });

  it('one is ended, and opens nothing from then on', async () => {
    const there = await openSession(platform, person);
    const [other] = await list(here);
    expect((await here.call('DELETE', `/api/auth/sessions/${other!.id}`)).status).toBe(204);
    expect(await isIn(there)).toBe(false);
    expect(await isIn(here)).toBe(true);
    expectProblem(await here.call('DELETE', `/api/auth/sessions/${other!.id}`), 'session_not_found');
  });

  it('all but this one are ended; tokens stay', async () => {
    const there = [await openSession(platform, person), await openSession(platform, person)];
    const token = await makeToken(here);
    expect((await here.call('DELETE', '/api/auth/sessions')).status).toBe(204);
    expect(await list(here)).toHaveLength(1);
    expect(await Promise.all(there.map(isIn))).toEqual([false, false]);
    expect(await isIn(boss)).toBe(true);
    expect(await tokenWorks(token)).toBe(true);
  });

  it("somebody else's are neither seen nor ended", async () => {
    const [mine] = await list(here);
    expect((await list(boss)).map(({ id }) => id)).not.toContain(mine!.id);
    expectProblem(await boss.call('DELETE', `/api/auth/sessions/${mine!.id}`), 'session_not_found');
    expect(await isIn(here)).toBe(true);
  });

  it.each([
    ['GET', '/api/auth/sessions', undefined],
    ['DELETE', '/api/auth/sessions', undefined],
    ['DELETE', `/api/auth/sessions/${randomUUID()}`, undefined],
    ['POST', '/api/auth/tokens', { name: 'from a token' }],
    ['POST', '/api/auth/password', { currentPassword: 'x', newPassword: 'a password by a token' }],
  ])('%s %s is for people in a browser: an API token is refused', async (method, path, json) => {
    const token = await makeToken(here);
    const answer = await ask(platform.url, method, path, { token, ...(json && { json }) });
    expectProblem(answer, 'session_required');
    expectProblem(await ask(platform.url, method, path, json && { json }), 'unauthenticated');
  });
});

describe('changing the password', () => {
  const next = 'the second password of this person';
  const change = (currentPassword: string, newPassword = next) =>
    here.call('POST', '/api/auth/password', { currentPassword, newPassword });

  it('needs the current one', async () => {
    expectProblem(await change('a password that nobody has'), 'wrong_password');
    expectProblem(await change(person.password, 'short'), 'validation_failed');
    expect((await signIn(platform, person)).status).toBe(200);
  });

  it('ends the other sessions and all tokens, and this session goes on', async () => {
    const there = await openSession(platform, person);
    const token = await makeToken(here);
    expect((await change(person.password)).status).toBe(204);
    expect([await isIn(here), await isIn(there), await tokenWorks(token)]).toEqual([true, false, false]);
    const tokens = await here.call('GET', '/api/auth/tokens');
    expect(tokenListSchema.parse(JSON.parse(tokens.text)).items).toEqual([]);
    expectProblem(await signIn(platform, person), 'invalid_credentials');
    expect((await signIn(platform, { ...person, password: next })).status).toBe(200);
  });

  it('leaves no session to those who sign in with the old one meanwhile', async () => {
    const [changed, ...others] = await Promise.all([
      change(person.password),
      ...Array.from({ length: 8 }, () => signIn(platform, person)),
    ]);
    expect(changed.status).toBe(204);
    expect(others.every(({ status }) => status === 200 || status === 401)).toBe(true);
    expect(await list(here)).toHaveLength(1);
  });

  it('is not guessed: ten tries a minute', async () => {
    for (let time = 0; time < 10; time++) expectProblem(await change('a wrong one'), 'wrong_password');
    expectProblem(await change(person.password), 'too_many_requests');
  });
});

describe('a disabled account', () => {
  const idOfPerson = async (): Promise<string> =>
    meSchema.parse(JSON.parse((await here.call('GET', '/api/auth/me')).text)).user!.id;
  const setDisabled = async (id: string, disabled: boolean) => {
    const answer = await boss.call('PATCH', `/api/users/${id}`, { disabled });
    expect(answer.status, answer.text).toBe(200);
  };

  it('is out at once, everywhere; enabled again, it signs in anew: what opened it before stays shut', async () => {
    const [id, token] = [await idOfPerson(), await makeToken(here)];
    await setDisabled(id, true);
    expect([await isIn(here), await tokenWorks(token)]).toEqual([false, false]);
    expectProblem(await signIn(platform, person), 'account_disabled');
    expectProblem(await signIn(platform, { ...person, password: 'wrong' }), 'invalid_credentials');
    await setDisabled(id, false);
    expect([await isIn(here), await tokenWorks(token)]).toEqual([false, false]);
    expect((await signIn(platform, person)).status).toBe(200);
  });

  it('may be changing its password in that moment: either comes first, neither fails', async () => {
    const id = await idOfPerson();
    for (let round = 0; round < 5; round++) {
      const next = `another password of this person ${round}`;
      const [changed] = await Promise.all([
        here.call('POST', '/api/auth/password', { currentPassword: person.password, newPassword: next }),
        setDisabled(id, true),
      ]);
      expect([204, 401]).toContain(changed.status);
      if (changed.status === 204) person.password = next;
      await setDisabled(id, false);
      here = await openSession(platform, person);
    }
  });

  it('is nobody in its rooms; its guests are', async () => {
    const host = await hostRoom(platform.url, await makeToken(here));
    const guest = await host.bring('Guest');
    const load = ({ token }: RoomGuest) =>
      ask(platform.url, 'GET', `/api/rooms/${host.roomId}`, { headers: { 'participant-token': token } });
    expect((await load(host)).status).toBe(200);
    await setDisabled(await idOfPerson(), true);
    expectProblem(await load(host), 'participant_unknown');
    expect((await load(guest)).status).toBe(200);
  });
});

describe('administrators', () => {
  const idOf = async ({ call }: BrowserSession) =>
    meSchema.parse(JSON.parse((await call('GET', '/api/auth/me')).text)).user!.id;

  it('change role and quotas; null takes the quota away', async () => {
    const id = await idOf(here);
    const change = async (json: object) => boss.call('PATCH', `/api/users/${id}`, json);
    expect(
      JSON.parse((await change({ role: 'admin', quotaBytes: 5e12, quotaVideos: 0 })).text),
    ).toMatchObject({
      id,
      role: 'admin',
      quotaBytes: 5e12,
      quotaVideos: 0,
      usedBytes: 0,
      usedVideos: 0,
      disabledAt: null,
    });
    expect((await here.call('GET', '/api/users')).status).toBe(200);
    const usage = await here.call('GET', '/api/auth/usage');
    expect(JSON.parse(usage.text)).toEqual({ usedBytes: 0, usedVideos: 0, quotaBytes: 5e12, quotaVideos: 0 });
    const reset = await change({ role: 'member', quotaBytes: null, quotaVideos: null });
    expect(JSON.parse(reset.text)).toMatchObject({ role: 'member', quotaBytes: null, quotaVideos: null });
    expectProblem(await here.call('GET', '/api/users'), 'forbidden');
  });

  it('the last one stays, also when two give it up at once', async () => {
    const [first, second] = [await idOf(boss), await idOf(here)];
    expectProblem(await boss.call('PATCH', `/api/users/${first}`, { role: 'member' }), 'last_administrator');
    expectProblem(await boss.call('PATCH', `/api/users/${first}`, { disabled: true }), 'last_administrator');
    await boss.call('PATCH', `/api/users/${second}`, { role: 'admin' });
    const answers = await Promise.all([
      boss.call('PATCH', `/api/users/${first}`, { role: 'member' }),
      here.call('PATCH', `/api/users/${second}`, { role: 'member' }),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    // the one who stayed puts it back
    const [stays, goes] = answers[0].status === 409 ? [boss, second] : [here, first];
    await stays.call('PATCH', `/api/users/${goes}`, { role: 'admin' });
    await boss.call('PATCH', `/api/users/${second}`, { role: 'member' });
  });

  it('nobody switches off their own account, and scripts’ accounts are not there', async () => {
    await boss.call('PATCH', `/api/users/${await idOf(here)}`, { role: 'admin' });
    expectProblem(
      await here.call('PATCH', `/api/users/${await idOf(here)}`, { disabled: true }),
      'forbidden',
    );
    const { id } = await makeAccount(platform, 'script');
    for (const unknown of [id, randomUUID()])
      expectProblem(await boss.call('PATCH', `/api/users/${unknown}`, { disabled: true }), 'user_not_found');
  });
});
