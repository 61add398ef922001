import { meSchema } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { signIn } from '../../platform/accounts.js';
import { newAddress, openSession, type BrowserSession } from '../../platform/browser-session.js';
import { ask, type Answer } from '../../platform/http.js';
import { admin, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { size, trustRow } from '../trust-row.js';

const owner = { email: 'owner@example.org', password: 'the password of the owner' };
const other = { email: 'other@example.org', password: 'the password of another person' };

/** All cookies that an answer sets, as a browser would send them back. */
const cookiesOf = ({ headers }: Answer): string =>
  (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');

describe('signing in', () => {
  let platform: TestPlatform;
  let boss: BrowserSession;

  beforeAll(async () => {
    platform = await startTestPlatform();
    boss = await openSession(platform, admin);
    for (const person of [owner, other]) {
      const made = await boss.call('POST', '/api/users', { ...person, name: 'Person' });
      expect(made.status, made.text).toBe(201);
    }
  });
  afterAll(() => platform?.close());

  trustRow(
    'login flood: 300 wrong passwords at one account, half of them from one address, half from changing ones',
    '40 of them are looked at, at most; the owner, in a browser that knows the account, and other people get in meanwhile within 5 s',
    async (row) => {
      const known = cookiesOf(await signIn(platform, owner));
      const flood = size(80, 300);
      const guesses = Array.from({ length: flood }, (_, index) =>
        signIn(
          platform,
          { ...owner, password: `guess number ${index}` },
          { 'x-forwarded-for': index % 2 === 0 ? '192.0.2.1' : newAddress() },
        ),
      );
      const timed = async (credentials: typeof owner, headers: Record<string, string> = {}) => {
        const startedMs = performance.now();
        const { status } = await signIn(platform, credentials, headers);
        return { status, tookMs: Math.round(performance.now() - startedMs) };
      };
      const people = await Promise.all([timed(owner, { cookie: known }), timed(other)]);
      const answers = await Promise.all(guesses);
      // and afterwards, with the account's own tries used up
      people.push(await timed(owner, { cookie: known }), await timed(other));
      const lookedAt = answers.filter(({ status }) => status === 401).length;
      const slowestMs = Math.max(...people.map(({ tookMs }) => tookMs));
      const stranger = await signIn(platform, owner);
      row.figure(
        `${lookedAt} of ${flood} looked at, the rest 429; people in within ${slowestMs} ms; the owner in a new browser: ${stranger.status} for ten minutes`,
      );
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(flood - lookedAt);
      expect(lookedAt).toBeLessThanOrEqual(40);
      expect(people.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(slowestMs).toBeLessThanOrEqual(5000);
    },
  );

  trustRow(
    "login flood: a forged cookie, or one of another account, doesn't get tries of its own",
    '0 more guesses',
    async (row) => {
      const victim = { email: 'victim@example.org', password: 'the password of a victim' };
      await boss.call('POST', '/api/users', { ...victim, name: 'Victim' });
      const stolen = cookiesOf(await signIn(platform, other));
      const guess = (cookie: string) =>
        signIn(platform, { ...victim, password: 'a guess' }, { cookie, 'x-forwarded-for': newAddress() });
      const cookies = [
        stolen,
        'sluice_known_browser=x.y',
        `sluice_known_browser=${'A'.repeat(43)}.${'A'.repeat(43)}`,
      ];
      const answers: Answer[] = [];
      for (let time = 0; time < 45; time++) answers.push(await guess(cookies[time % cookies.length]!));
      const lookedAt = answers.filter(({ status }) => status === 401).length;
      row.figure(`${lookedAt} looked at, as without`);
      expect(lookedAt).toBe(30);
    },
  );

  trustRow(
    'session fixation: a planted cookie, made up, of somebody else, or of the attacker, while somebody signs in or makes an account',
    '0 sessions taken over: a new secret each time, and the planted one opens nothing of theirs',
    async (row) => {
      const attacker = await openSession(platform, other);
      const planted = [
        'sluice_session=made-up-by-somebody',
        attacker.cookie,
        `${attacker.cookie}; sluice_session=twice`,
        'sluice_session=',
      ];
      const whoIs = async (cookie: string) =>
        meSchema.parse(
          JSON.parse((await ask(platform.url, 'GET', '/api/auth/me', { headers: { cookie } })).text),
        ).user?.email ?? null;
      let takenOver = 0;
      for (const cookie of planted) {
        const invited = await boss.call('POST', '/api/account-invites', {});
        const token = new URL((JSON.parse(invited.text) as { url: string }).url).searchParams.get('token');
        const email = `person${planted.indexOf(cookie)}@example.org`;
        const json = { token, email, name: 'Person', password: 'a password of their own' };
        const headers = { cookie, 'x-forwarded-for': newAddress() };
        const answers = [
          await ask(platform.url, 'POST', '/api/auth/register', { json, headers }),
          await signIn(platform, { email, password: json.password }, headers),
        ];
        for (const answer of answers) {
          const given = cookiesOf(answer).split('; ')[0]!;
          expect(await whoIs(given)).toBe(email);
          if (cookie.includes(given) || (await whoIs(cookie)) === email) takenOver++;
        }
      }
      row.figure(`${takenOver} of ${2 * planted.length}`);
      expect(takenOver).toBe(0);
    },
  );
});
