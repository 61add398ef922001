import { randomUUID } from 'node:crypto';
import { auditPageSchema, newTokenSchema, type AuditPage, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOT_AUDITED } from '../../backend/src/audit/not-audited.decorator.js';
import { noise } from '../platform/bad-files.js';
import { makeAccount, signIn, type TestAccount } from '../platform/accounts.js';
import { openSession, type BrowserSession } from '../platform/browser-session.js';
import { ask, expectProblem, multipart, multipartType } from '../platform/http.js';
import { readHandlers } from '../platform/read-handlers.js';
import { hostRoom } from '../platform/room-guest.js';
import { insertCamera, insertVideos } from '../platform/rows.js';
import { admin, eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
let boss: BrowserSession;
let member: TestAccount;

beforeAll(async () => {
  platform = await startTestPlatform();
  boss = await openSession(platform, admin);
  member = await makeAccount(platform, 'member');
});
afterAll(() => platform?.close());

const load = async (query = ''): Promise<AuditPage> =>
  auditPageSchema.parse(JSON.parse((await boss.call('GET', `/api/audit${query}`)).text));
const newest = async () => (await load('?limit=1')).items[0]!;
const asMember = (method: string, path: string, json?: object) =>
  ask(platform.url, method, path, {
    token: member.token,
    headers: { 'x-forwarded-for': '203.0.113.9' },
    ...(json && { json }),
  });

it('every route that changes something is recorded, but for these', async () => {
  const silent = (await readHandlers()).flatMap(({ operationId, metadata }) =>
    metadata(NOT_AUDITED) === undefined ? [] : [operationId],
  );
  expect(silent.toSorted()).toEqual([
    'Authentication_login',
    'Authentication_setUp',
    'Clips_heartbeat',
    'RecordingChunks_put',
    'Recordings_announce',
    'Recordings_heartbeat',
    'Registration_register',
    'Rooms_tellState',
    'Takes_confirm',
    'Takes_seal',
    'Takes_sign',
  ]);
});

describe('what somebody with an account does', () => {
  it('is recorded with who, what, which, from where, and harmless values', async () => {
    const [id] = await insertVideos(platform, member.id, [{ title: 'Lake' }]);
    const change = { visibility: 'private', description: 'a long story that nobody keeps' };
    expect((await asMember('PATCH', `/api/videos/${id}`, change)).status).toBe(200);
    const event = await newest();
    expect(event).toEqual({
      id: event.id,
      at: event.at,
      actorId: member.id,
      actorName: 'member',
      action: 'Videos_update',
      subjectId: id,
      detail: { name: 'Lake', fields: ['visibility', 'description'], visibility: 'private' },
      address: '203.0.113.9',
    });
    expect(Math.abs(Date.now() - Date.parse(event.at))).toBeLessThan(10_000);
    expect((await asMember('DELETE', `/api/videos/${id}`)).status).toBe(204);
    expect(await newest()).toMatchObject({ action: 'Videos_delete', subjectId: id, detail: {} });
  });

  it('an upload, by the id that it gets', async () => {
    const body = multipart([
      { name: 'visibility', content: 'unlisted' },
      { name: 'file', fileName: 'noise.mp4', content: noise(500) },
    ]);
    const { token } = member;
    const headers = { 'content-type': multipartType };
    const answer = await ask(platform.url, 'POST', '/api/videos', { token, body, headers });
    expect(answer.status, answer.text).toBe(201);
    expect(await newest()).toMatchObject({
      action: 'Uploads_upload',
      subjectId: (JSON.parse(answer.text) as VideoView).id,
      detail: { name: 'noise', visibility: 'unlisted' },
    });
  });

  it('no secret is kept: passwords, tokens, sources of cameras', async () => {
    const secrets = ['a secret password', 'another secret word', 'rtsp://me:hunter2@camera.example/1'];
    const email = `${randomUUID()}@example.org`;
    await boss.call('POST', '/api/users', { email, name: 'Person', password: secrets[0] });
    const person = await openSession(platform, { email, password: secrets[0]! });
    const made = await person.call('POST', '/api/auth/tokens', { name: 'laptop' });
    secrets.push(newTokenSchema.parse(JSON.parse(made.text)).token);
    await person.call('POST', '/api/auth/password', {
      currentPassword: secrets[0],
      newPassword: secrets[1],
    });
    const camera = await insertCamera(platform, { enabled: false });
    const changed = await boss.call('PATCH', `/api/cameras/${camera}`, { source: secrets[2] });
    expect(changed.status, changed.text).toBe(200);
    const invited = await boss.call('POST', '/api/account-invites', { note: 'Bo' });
    secrets.push(new URL((JSON.parse(invited.text) as { url: string }).url).searchParams.get('token')!);
    const { items } = await load('?limit=7');
    expect(items.map(({ action, detail }) => [action, detail])).toEqual([
      ['AccountInvites_create', { fields: ['note'], note: 'Bo' }],
      ['Cameras_update', { name: `Camera ${camera}`, fields: ['source'] }],
      ['Authentication_changePassword', { fields: ['currentPassword', 'newPassword'] }],
      ['ApiTokens_create', { name: 'laptop', fields: ['name'] }],
      ['Authentication_login', {}],
      ['Users_create', { name: 'Person', fields: ['email', 'name', 'password'], email }],
      expect.anything(),
    ]);
    const rows: { text: string }[] = await platform.database.query(
      'SELECT row_to_json(e)::text AS text FROM audit_events e',
    );
    const all = rows.map(({ text }) => text).join('\n');
    for (const secret of [...secrets, 'hunter2']) expect(all.includes(secret)).toBe(false);
  });

  it('signing in, in vain too, and signing out', async () => {
    const wrong = { email: 'nobody@example.org', password: 'a secret that nobody has' };
    await signIn(platform, wrong, { 'x-forwarded-for': '203.0.113.50' });
    expect(await newest()).toMatchObject({
      actorId: null,
      actorName: 'nobody@example.org',
      action: 'Authentication_login',
      subjectId: null,
      detail: { email: 'nobody@example.org', refused: 'invalid_credentials' },
      address: '203.0.113.50',
    });
    const other = await openSession(platform, admin);
    await other.call('POST', '/api/auth/logout');
    const [out, into] = (await load('?limit=2')).items;
    expect([out, into].map((event) => [event!.action, event!.actorName, event!.address])).toEqual([
      ['Authentication_logout', 'Administrator', other.address],
      ['Authentication_login', 'Administrator', other.address],
    ]);
  });

  it('of a room what its owner does, not what guests and the page itself do', async () => {
    const host = await hostRoom(platform.url, member.token);
    await host.start();
    const { items } = await load(`?actorId=${member.id}&limit=2`);
    expect(items.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['Rooms_join', host.roomId],
      ['Rooms_create', host.roomId],
    ]);
  });

  it('not what was refused, and not what only reads', async () => {
    const { id } = await newest();
    expectProblem(await asMember('DELETE', `/api/videos/${randomUUID()}`), 'video_not_found');
    expectProblem(await asMember('POST', '/api/users', {}), 'forbidden');
    await asMember('GET', '/api/videos');
    expect((await newest()).id).toBe(id);
  });
});

describe('the audit log', () => {
  it('is told in pages, of one person, of one thing', async () => {
    const rooms: string[] = [];
    for (const title of ['one', 'two', 'three']) {
      const answer = await asMember('POST', '/api/rooms', { title });
      rooms.push((JSON.parse(answer.text) as { id: string }).id);
    }
    await boss.call('DELETE', `/api/rooms/${rooms[0]}`);
    const first = await load(`?actorId=${member.id}&limit=2`);
    expect(first.items.map(({ detail }) => detail['name'])).toEqual(['three', 'two']);
    const second = await load(`?actorId=${member.id}&limit=2&before=${first.nextBefore}`);
    expect(second.items[0]?.detail['name']).toBe('one');
    const ofOne = await load(`?subjectId=${rooms[0]}`);
    expect(ofOne.items.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['Rooms_delete', 'Administrator'],
      ['Rooms_create', 'member'],
    ]);
    expect(ofOne.nextBefore).toBeNull();
  });

  it('is for administrators', async () => {
    expectProblem(await asMember('GET', '/api/audit'), 'forbidden');
    expectProblem(await ask(platform.url, 'GET', '/api/audit'), 'unauthenticated');
    expectProblem(await boss.call('GET', '/api/audit?before=x'), 'validation_failed');
  });

  it('that cannot be written stops nobody, and the operator hears of it', async () => {
    await platform.database.query('ALTER TABLE audit_events RENAME TO audit_events_away');
    try {
      expect((await asMember('POST', '/api/rooms', { title: 'unrecorded' })).status).toBe(201);
      await eventually('the log tells it', () =>
        platform.log.some((line) => line.includes('not in the audit log') && line.includes('Rooms_create')),
      );
    } finally {
      await platform.database.query('ALTER TABLE audit_events_away RENAME TO audit_events');
    }
  });
});
