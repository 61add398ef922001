import { randomUUID } from 'node:crypto';
import { DiscoveryService, MetadataScanner, ModulesContainer, NestFactory } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import type { ErrorCode, Visibility } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppModule } from '../../backend/src/app.module.js';
import {
  ACCESS_LEVEL,
  accessLevels as namesOfLevels,
  type AccessLevel,
} from '../../backend/src/http/access.decorator.js';
import { readBackendSettings } from '../../backend/src/settings.js';
import openApi from '../../backend/openapi.json' with { type: 'json' };
import { makeAccount } from '../platform/accounts.js';
import { ask, type Question } from '../platform/http.js';
import { hostRoom } from '../platform/room-guest.js';
import { insertCamera, insertClip, insertSnapshot, insertVideos } from '../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const accessLevels = await readAccessLevels();

describe('every route says who may call it', () => {
  it.each([...accessLevels])('%s: %s', (_, level) => {
    expect(namesOfLevels).toContain(level);
  });

  it('the walk has seen them all', () => {
    const described = operations().map(({ operationId }) => operationId);
    expect(described.length).toBeGreaterThanOrEqual(20);
    expect([...accessLevels.keys()]).toEqual(expect.arrayContaining(described));
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
      '/api/rooms/{roomId}/participants',
    ]);
  });
});

/** Owner and member are members; the owner's things are the ones that the routes are called with. */
const callers = ['anonymous', 'member', 'owner', 'admin', 'expired token', 'revoked token'] as const;
type Caller = (typeof callers)[number];

describe('nobody gets further than that', () => {
  let platform: TestPlatform;
  const tokens = new Map<Caller, string>();
  let ownerId: string;
  let room: { id: string; recordingId: string };

  beforeAll(async () => {
    platform = await startTestPlatform();
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
  });
  // one that is deleted is made anew
  beforeEach(async () => {
    const host = await hostRoom(platform.url, tokens.get('owner')!);
    room = { id: host.roomId, recordingId: (await host.start()).id };
  });
  afterAll(() => platform?.close());

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
      if (refusal) expect(code).toBe(refusal);
      else expect(['unauthenticated', 'forbidden', 'internal_error']).not.toContain(code);
      // whoever may and sends what is right gets what they want
      if (
        !refusal &&
        caller === 'owner' &&
        path.includes('{id}') &&
        operationId !== 'Videos_retry' &&
        !path.startsWith('/media') &&
        // no camera is recorded here: clips.spec.ts
        !path.startsWith('/api/cameras/{id}/')
      )
        expect(code).toBe('success');
    },
  );

  /** Makes what the path's parameters stand for, the owner's, anew for each request. */
  async function fillIn(path: string, visibility: Visibility): Promise<string> {
    const makeVideo = async () => (await insertVideos(platform, ownerId, [{ visibility }]))[0]!;
    const makeToken = async () => {
      const rows: { id: string }[] = await platform.database.query(
        `INSERT INTO api_tokens (user_id, name, secret_hash) VALUES ($1, 'x', $2) RETURNING id`,
        [ownerId, randomUUID()],
      );
      return rows[0]!.id;
    };
    const makers: [string, () => Promise<string>][] = [
      ['/videos/{id}', makeVideo],
      ['/tokens/{id}', makeToken],
      ['/cameras/{id}', () => insertCamera(platform, { enabled: false })],
      ['/clips/{id}', () => insertClip(platform, ownerId)],
      ['/snapshots/{id}', () => insertSnapshot(platform, ownerId)],
    ];
    const make = makers.find(([part]) => path.includes(part))?.[1];
    const address = path
      .replace('{id}', (await make?.()) ?? '{id}')
      .replace('{name}', 'picture.jpg')
      .replace('{rendition}', '480p')
      .replace('{roomId}', () => room.id)
      .replace('{recordingId}', () => room.recordingId)
      .replace('{takeId}', randomUUID());
    if (/[{}]/.test(address)) throw new Error(`${path}: say in fillIn what its parameters stand for`);
    return address;
  }
});

interface Operation {
  method: string;
  path: string;
  operationId: string;
}

function operations(): Operation[] {
  return Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).map(([method, { operationId }]) => ({
      method,
      path,
      operationId,
    })),
  );
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
  // an account alone is nobody in a room, the owner's neither: participants have tokens of their own (rooms.spec.ts)
  if (level === 'participant') return 'participant_unknown';
  if (level !== 'anyone' && caller === 'anonymous') return 'unauthenticated';
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
  return method === 'get' ? null : 'forbidden';
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

/** From the metadata of every handler of every controller; nothing is started. */
async function readAccessLevels(): Promise<Map<string, AccessLevel | undefined>> {
  const settings = readBackendSettings({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    SESSION_SECRET: 'only the routes are looked at, nothing runs',
  });
  const app = await NestFactory.create(AppModule.with(settings), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  const handlers = controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .map((name): [string, AccessLevel | undefined] => {
        const level: unknown =
          Reflect.getMetadata(ACCESS_LEVEL, prototype[name]!) ??
          Reflect.getMetadata(ACCESS_LEVEL, metatype as object);
        return [`${metatype!.name.replace(/Controller$/, '')}_${name}`, level as AccessLevel | undefined];
      });
  });
  return new Map(handlers);
}
