import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openQueues } from '@sluice/queue';
import { cameraFolder, segmentPath, testCameraJob, type ErrorCode, type Visibility } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCESS_LEVEL,
  accessLevels as namesOfLevels,
  type AccessLevel,
} from '../../../backend/src/http/access.decorator.js';
import openApi from '../../../backend/openapi.json' with { type: 'json' };
import { makeAccount } from '../../platform/accounts.js';
import { ask, type Question } from '../../platform/http.js';
import { readHandlers } from '../../platform/read-handlers.js';
import { hostRoom } from '../../platform/room-guest.js';
import { insertCamera, insertClip, insertSnapshot, insertVideos } from '../../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { trustRow } from '../trust-row.js';

const handlers = await readHandlers();
const accessLevels = new Map(
  handlers.map(({ operationId, metadata }) => [
    operationId,
    metadata(ACCESS_LEVEL) as AccessLevel | undefined,
  ]),
);

describe('every route says who may call it', () => {
  it.each([...accessLevels])('%s: %s', (_, level) => {
    expect(namesOfLevels).toContain(level);
  });

  it('the walk has seen them all', () => {
    expect(described.length).toBeGreaterThanOrEqual(20);
    for (const { operationId, method, path } of described)
      expect(handlers).toContainEqual(expect.objectContaining({ operationId, method, path }));
  });

  it('those that change something need an account, but for signing in and out', () => {
    const open = operations().filter(
      ({ method, operationId }) => method !== 'get' && accessLevels.get(operationId) === 'anyone',
    );
    expect(open.map(({ path }) => path)).toEqual([
      '/api/auth/login',
      '/api/auth/setup',
      '/api/auth/logout',
      // by invitation
      '/api/auth/register',
      // by invitation
      '/api/rooms/{roomId}/participants',
      // each address is signed
      '/api/recording-chunks/{key}',
    ]);
  });
});

/** Owner and member are members; the owner's things are the ones that the routes are called with. */
const callers = [
  'anonymous',
  'member',
  'owner',
  'admin',
  'expired token',
  'revoked token',
  "disabled account's token",
] as const;
type Caller = (typeof callers)[number];

describe('nobody gets further than that', () => {
  let platform: TestPlatform;
  const tokens = new Map<Caller, string>();
  let ownerId: string;
  let asked = 0;
  const letThrough: string[] = [];
  let queues: ReturnType<typeof openQueues>;

  beforeAll(async () => {
    platform = await startTestPlatform();
    // a recorder's answer: without one the backend waits for it as long as a camera may take
    queues = openQueues(platform.environment['REDIS_URL']!);
    const unreachable = { ok: false, code: 'camera_unreachable', detail: 'Nobody is there.' };
    void queues.picture.process(testCameraJob, () => Promise.resolve(unreachable)).catch(() => undefined);
    const owner = await makeAccount(platform, 'owner');
    ownerId = owner.id;
    tokens.set('owner', owner.token);
    tokens.set('member', (await makeAccount(platform, 'member')).token);
    tokens.set('admin', (await makeAccount(platform, 'boss', { role: 'admin' })).token);
    tokens.set(
      'expired token',
      (await makeAccount(platform, 'boss', { role: 'admin', expiresAt: new Date(0) })).token,
    );
    const revoked = await makeAccount(platform, 'boss', { role: 'admin' });
    await platform.database.query('DELETE FROM api_tokens WHERE id = $1', [revoked.tokenId]);
    tokens.set('revoked token', revoked.token);
    const disabled = await makeAccount(platform, 'disabled', { role: 'admin' });
    await platform.database.query('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.id]);
    tokens.set("disabled account's token", disabled.token);
  });
  afterAll(async () => {
    await queues?.close();
    await platform?.close();
  });

  const cases = (['public', 'private'] as const).flatMap((visibility) =>
    operations().flatMap((operation) => callers.map((caller) => ({ ...operation, caller, visibility }))),
  );
  it.each(cases)(
    '$method $path of a $visibility video, $caller',
    async ({ method, path, operationId, caller, visibility }) => {
      const address = await fillIn(path, visibility);
      const answer = await ask(platform.url, method.toUpperCase(), address, {
        token: tokens.get(caller),
        ...bodyFor(operationId),
      });
      const code = answer.status < 400 ? 'success' : (JSON.parse(answer.text) as { code: string }).code;
      const refusal = expectedRefusal({ method, path, operationId, caller, visibility });
      asked += 1;
      if (refusal && code === 'success') letThrough.push(`${caller}: ${method} ${path}`);
      if (refusal) expect(code).toBe(refusal);
      else expect(['unauthenticated', 'forbidden', 'internal_error']).not.toContain(code);
      if (!refusal && ['/media/{key}', '/api/cameras/{id}/segments/{path}'].includes(path))
        expect(code).toBe('success');
      // whoever may and sends what is right gets what they want
      if (
        !refusal &&
        caller === 'owner' &&
        path.includes('{id}') &&
        operationId !== 'Videos_retry' &&
        operationId !== 'Videos_original' &&
        !path.startsWith('/media') &&
        // no camera is recorded here: clips.spec.ts
        !path.startsWith('/api/cameras/{id}/')
      )
        expect(code).toBe('success');
    },
  );

  trustRow(
    'every route × {anonymous, member, owner, admin, expired, revoked, disabled}, generated from the router',
    '0 unexpected successes',
    async (row) => {
      row.figure(`${letThrough.length} in ${asked} requests to ${operations().length} routes`);
      expect(letThrough).toEqual([]);
      expect(asked).toBeGreaterThanOrEqual(cases.length);
    },
  );

  /** A file in the platform's folders, so that whoever gets further gets something. */
  function store(path: string): void {
    const file = join(platform.uploadsDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'what is stored');
  }

  /** Makes what the path's parameters stand for, the owner's, anew for each request. */
  async function fillIn(path: string, visibility: Visibility): Promise<string> {
    const makeVideo = async () => (await insertVideos(platform, ownerId, [{ visibility }]))[0]!;
    const insertFor = async (columns: string, values: string): Promise<string> => {
      const rows: { id: string }[] = await platform.database.query(
        `INSERT INTO ${columns} VALUES ($1, ${values}) RETURNING id`,
        [ownerId],
      );
      return rows[0]!.id;
    };
    const makeRoom = async () => {
      const host = await hostRoom(platform.url, tokens.get('owner')!);
      return { id: host.roomId, recordingId: (await host.start()).id };
    };
    const makeUser = async () => {
      const name = randomUUID();
      const { id } = await makeAccount(platform, name);
      await platform.database.query(`UPDATE users SET password_hash = 'x' WHERE id = $1`, [id]);
      return id;
    };
    const room = /\{(roomId|recordingId)\}/.test(path) ? await makeRoom() : null;
    const makers: [string, () => Promise<string>][] = [
      ['/users/{id}', makeUser],
      [
        '/account-invites/{id}',
        () =>
          insertFor(
            'account_invites (created_by, secret_hash, role, note, expires_at)',
            `gen_random_uuid(), 'member', '', now()`,
          ),
      ],
      [
        '/sessions/{id}',
        () => insertFor('sessions (user_id, secret_hash, expires_at)', `gen_random_uuid(), now()`),
      ],
      ['/videos/{id}', makeVideo],
      ['/media/{key}', makeVideo],
      ['/tokens/{id}', () => insertFor('api_tokens (user_id, name, secret_hash)', `'x', gen_random_uuid()`)],
      ['/cameras/{id}', () => insertCamera(platform, { enabled: false })],
      ['/clips/{id}', () => insertClip(platform, ownerId)],
      ['/snapshots/{id}', () => insertSnapshot(platform, ownerId)],
    ];
    const make = makers.find(([part]) => path.includes(part))?.[1];
    const id = (await make?.()) ?? '{id}';
    const mediaKey = `videos/${id}/a1/poster.jpg`;
    if (path === '/media/{key}') store(join('media', mediaKey));
    if (path === '/api/cameras/{id}/segments/{path}') store(join(cameraFolder(id), segmentOfRing));
    const address = path
      .replace('/media/{key}', `/media/${mediaKey}`)
      .replace('/recording-chunks/{key}', '/recording-chunks/recordings/nobodys.mp4')
      .replace('{path}', segmentOfRing)
      .replace('{id}', id)
      .replace('{name}', 'picture.jpg')
      .replace('{rendition}', '480p')
      .replace('{roomId}', room?.id ?? '')
      .replace('{recordingId}', room?.recordingId ?? '')
      .replace('{takeId}', randomUUID());
    if (/[{}]/.test(address)) throw new Error(`${path}: say in fillIn what its parameters stand for`);
    return address;
  }
});

const segmentOfRing = segmentPath({
  startMs: 1_795_000_000_000,
  durationMs: 1000,
  frames: 25,
  epoch: 1,
  run: 1,
  seq: 0,
  isRecovered: false,
});

interface Operation {
  method: string;
  path: string;
  operationId: string;
}

/** What openapi.json tells. */
const described: Operation[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, { operationId: string }>).map(([method, { operationId }]) => ({
    method,
    path,
    operationId,
  })),
);

/** With what it keeps silent about. */
function operations(): Operation[] {
  const isDescribed = ({ operationId }: Operation): boolean =>
    described.some((operation) => operation.operationId === operationId);
  return [...described, ...handlers.filter((handler) => !isDescribed(handler))];
}

/** null when the caller may. */
function expectedRefusal({
  method,
  path,
  operationId,
  caller,
  visibility,
}: Operation & { caller: Caller; visibility: Visibility }): ErrorCode | null {
  if (caller.endsWith('token')) return 'unauthenticated';
  const level = accessLevels.get(operationId)!;
  // nobody has a signed address: recordings.spec.ts
  if (path.startsWith('/api/recording-chunks/')) return 'put_signature_invalid';
  // an account alone is nobody in a room, the owner's neither: participants have tokens of their own (rooms.spec.ts)
  if (level === 'participant') return 'participant_unknown';
  if (level !== 'anyone' && caller === 'anonymous') return 'unauthenticated';
  // media are for whoever has an address with a ticket: tests/trust/security/private-media.spec.ts
  if (path.startsWith('/media/videos/') || path === '/media/{key}')
    return visibility === 'private' ? 'video_not_found' : null;
  // nobody here has a session: accounts-sessions.spec.ts
  if (level === 'session') return 'session_required';
  if (level === 'admin') return caller === 'admin' ? null : 'forbidden';
  const owns = caller === 'owner' || caller === 'admin';
  if (path.endsWith('/participants')) return owns ? null : 'invite_invalid';
  if (path.includes('{roomId}')) return owns ? null : 'room_not_found';
  if (path.includes('{recordingId}')) return owns ? null : 'recording_not_found';
  if (path.includes('/clips/{id}')) return owns ? null : 'clip_not_found';
  if (path.includes('/api/snapshots/{id}')) return owns ? null : 'forbidden';
  if (path.includes('/tokens/{id}')) return caller === 'owner' ? null : 'token_not_found';
  if (!path.includes('/videos/{id}') || caller === 'owner' || caller === 'admin') return null;
  if (visibility === 'private') return 'video_not_found';
  return method === 'get' && !path.endsWith('/original') ? null : 'forbidden';
}

let addresses = 0;

/** What a route needs to get past its validation; from changing addresses, because tries to sign in are counted. */
function bodyFor(operationId: string): Question {
  const bodies: Record<string, unknown> = {
    Videos_update: { title: 'Changed' },
    ApiTokens_create: { name: 'Another' },
    Rooms_create: { title: 'A room' },
    Rooms_invite: {},
    Rooms_join: { name: 'Somebody' },
    Cameras_create: { name: randomUUID(), source: 'test:' },
    Cameras_test: { source: 'test:' },
    Cameras_update: { enabled: false },
    Clips_start: { startUtc: new Date().toISOString() },
    Clips_cutPast: { startUtc: '2026-11-20T12:00:00Z', endUtc: '2026-11-20T12:00:05Z' },
    Clips_heartbeat: { atUtc: new Date().toISOString() },
    Clips_stop: { endUtc: new Date().toISOString() },
    Snapshots_take: {},
    Users_create: {
      email: `${randomUUID()}@example.org`,
      name: 'Somebody',
      password: 'a password for somebody',
    },
    Users_update: { quotaVideos: 10 },
    AccountInvites_create: {},
    Authentication_changePassword: { currentPassword: 'x', newPassword: 'a password for somebody' },
    Registration_register: {
      token: 'x',
      email: 'nobody@example.org',
      name: 'Nobody',
      password: 'a password for nobody',
    },
    Authentication_login: { email: 'nobody@example.org', password: 'x' },
    Authentication_setUp: {
      token: 'x',
      email: 'nobody@example.org',
      name: 'Nobody',
      password: 'a password for nobody',
    },
  };
  const address = { 'x-forwarded-for': `198.51.100.${addresses++ % 255}` };
  return { headers: address, ...(operationId in bodies ? { json: bodies[operationId] } : {}) };
}
