import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTokenSchema, parseTicketedAddress, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { recordMp4 } from '../../../scripts/api/recorded-take.js';
import { makeAccount, signIn } from '../../platform/accounts.js';
import { openSession, type BrowserSession } from '../../platform/browser-session.js';
import { ask } from '../../platform/http.js';
import { hostRoom } from '../../platform/room-guest.js';
import { insertVideos } from '../../platform/rows.js';
import { admin, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { trustRow } from '../trust-row.js';

const member = { email: 'member@example.org', password: 'the password of a member' };
const wrong = 'a password that nobody has';

/** The last part of each is what opens something. */
const secretOf = (address: string): string => /(?:[=#]|signature=)([\w-]{20,})$/i.exec(address)?.[1] ?? '';

describe('the log at LOG_LEVEL=debug', () => {
  let platform: TestPlatform;
  let scratch: string;
  let boss: BrowserSession;
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-logs-'));
    platform = await startTestPlatform({ settings: { LOG_LEVEL: 'debug' } });
    boss = await openSession(platform, admin);
    keep('session of the administrator', boss.cookie.split('=')[1]!);
    keep('password of the administrator', admin.password);
    keep('SESSION_SECRET', platform.environment['SESSION_SECRET']!);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  function keep(name: string, secret: string): string {
    expect(secret.length, name).toBeGreaterThan(10);
    secrets.set(name, secret);
    return secret;
  }
  const call = (method: string, path: string, question: Parameters<typeof ask>[3] = {}) =>
    ask(platform.url, method, path, question);

  async function useAccounts(): Promise<void> {
    const invited = await boss.call('POST', '/api/account-invites', {});
    const { url } = JSON.parse(invited.text) as { url: string };
    const token = keep('invitation', secretOf(url));
    await call('GET', `/api/auth/register?token=${token}`);
    await call('POST', '/api/auth/register', { json: { token, name: 'Member', ...member } });
    keep('password of a member', member.password);
    const session = await openSession(platform, member);
    keep('session of a member', session.cookie.split('=')[1]!);
    await signIn(platform, { ...member, password: keep('wrong password', wrong) });
    const newPassword = keep('new password', 'the next password of a member');
    await session.call('POST', '/api/auth/password', { currentPassword: member.password, newPassword });
    const made = await session.call('POST', '/api/auth/tokens', { name: 'x' });
    const bearer = keep('API token', newTokenSchema.parse(JSON.parse(made.text)).token);
    await call('GET', '/api/auth/me', { token: bearer });
    await session.call('DELETE', `/api/auth/tokens/${newTokenSchema.parse(JSON.parse(made.text)).id}`);
    await call('GET', '/api/auth/me', { token: bearer });
  }

  async function useRoom(): Promise<void> {
    const { token } = await makeAccount(platform, 'host');
    keep('API token of the host', token);
    const host = await hostRoom(platform.url, token);
    keep("participant's token", host.token);
    const invited = await call('POST', `/api/rooms/${host.roomId}/invites`, { token, json: {} });
    const invite = keep('invitation to a room', (JSON.parse(invited.text) as { invite: string }).invite);
    await call('POST', `/api/rooms/${host.roomId}/participants?invite=${invite}`, {
      json: { name: 'Guest', invite: `${invite}x` },
    });
    const take = recordMp4(scratch, 2);
    const recording = await host.start();
    await host.announce(recording, take);
    const [signed] = await host.sign(take, take.chunks);
    const signature = new URLSearchParams(signed!.url!.split('?')[1]).get('signature');
    keep('signature of an address to upload to', signature ?? '');
    await host.put(signed!, Buffer.from('not what was signed'));
    await host.put(signed!, take.chunks[0]!.bytes);
    await host.stop(recording.id);
  }

  async function watchPrivately(): Promise<void> {
    const { id, token } = await makeAccount(platform, 'owner');
    const [videoId] = await insertVideos(platform, id, [{ visibility: 'private' }]);
    const { hlsUrl } = JSON.parse((await call('GET', `/api/videos/${videoId}`, { token })).text) as VideoView;
    const { ticket } = parseTicketedAddress(hlsUrl!)!;
    keep('ticket of a private video', ticket);
    for (const path of [hlsUrl!, `/media/t/${ticket}/videos/${videoId}/a1/nothing.m4s`, `/media/t/${ticket}`])
      for (const method of ['GET', 'POST', 'PUT']) await call(method, path);
  }

  /** Whatever goes wrong is logged with more words than what goes well. */
  async function breakThings(): Promise<void> {
    const bearer = secrets.get('API token')!;
    const ticket = secrets.get('ticket of a private video')!;
    for (const path of [`/nothing?token=${bearer}`, `/api/nothing/${bearer}`, `/media/t/${ticket}/%E0%A4%A`])
      for (const method of ['GET', 'POST', 'DELETE'])
        await call(method, path, { headers: { cookie: boss.cookie }, token: bearer });
    await call('POST', '/api/auth/login', {
      headers: { 'content-type': 'application/json' },
      body: `{"password": "${wrong}", ${wrong}`,
    });
    for (const table of ['sessions', 'audit_events']) {
      await platform.database.query(`ALTER TABLE ${table} RENAME TO away`);
      await signIn(platform, admin);
      await call('GET', '/api/auth/me', { headers: { cookie: boss.cookie } });
      await platform.database.query(`ALTER TABLE away RENAME TO ${table}`);
    }
  }

  trustRow(
    'a token in a log: all kinds of secrets are used well and badly, and while the database fails',
    '0 lines with a cookie, token, password, invitation, signature or ticket, of all applications',
    async (row) => {
      await useAccounts();
      await useRoom();
      await watchPrivately();
      await breakThings();
      const lines = platform.log;
      const told = [...secrets].filter(([, secret]) => lines.some((line) => line.includes(secret)));
      const hashes = lines.filter((line) => line.includes('$argon2'));
      row.figure(`${told.length} of ${secrets.size} secrets, in ${lines.length} lines`);
      expect(told.map(([name]) => name)).toEqual([]);
      expect(hashes).toEqual([]);
      // what was refused and what failed is there, masked
      expect(lines.some((line) => line.includes('/media/t/***'))).toBe(true);
      expect(lines.some((line) => line.includes('request failed'))).toBe(true);
    },
  );

  trustRow(
    'the link that makes the first administrator',
    'it alone is in the log, and only while there is no administrator',
    async (row) => {
      const fresh = await startTestPlatform({ settings: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } });
      try {
        const links = fresh.log.filter((line) => line.includes('/setup?token='));
        const before = platform.log.filter((line) => line.includes('/setup?token='));
        row.figure(`${links.length} line without an administrator, ${before.length} with one`);
        expect(links).toHaveLength(1);
        expect(secretOf(/"setupUrl":"([^"]+)"/.exec(links[0]!)![1]!)).not.toBe('');
        expect(before).toEqual([]);
      } finally {
        await fresh.close();
      }
    },
  );
});
