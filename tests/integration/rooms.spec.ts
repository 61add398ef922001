import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteSchema, roomListSchema, roomSchema, type ErrorCode, type RecordingView } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount } from '../platform/accounts.js';
import { ask, expectProblem } from '../platform/http.js';
import { recordMp4, type RecordedTake } from '../../scripts/api/recorded-take.js';
import { hostRoom, type RoomGuest } from '../platform/room-guest.js';
import { withoutBytes } from '../../scripts/api/room-client.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
let scratch: string;
let source: RecordedTake;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-rooms-'));
  source = recordMp4(scratch, 6);
  platform = await startTestPlatform({ workers: 0 });
});
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await platform?.close();
});

const newTake = (): RecordedTake => ({ ...source, takeId: randomUUID() });
const json = (text: string): unknown => JSON.parse(text);

describe('a room', () => {
  it('is made by an account, and listed to its owner alone', async () => {
    const owner = await makeAccount(platform, 'owner');
    const made = await ask(platform.url, 'POST', '/api/rooms', {
      token: owner.token,
      json: { title: 'Interview', visibility: 'unlisted' },
    });
    expect(made.status).toBe(201);
    const room = roomSchema.parse(json(made.text));
    expect(room).toMatchObject({
      title: 'Interview',
      visibility: 'unlisted',
      recordings: 0,
      inviteExpiresAt: null,
    });
    const listed = async (token: string) =>
      roomListSchema
        .parse(json((await ask(platform.url, 'GET', '/api/rooms', { token })).text))
        .items.map(({ id }) => id);
    expect(await listed(owner.token)).toContain(room.id);
    expect(await listed((await makeAccount(platform, 'member')).token)).not.toContain(room.id);
  });

  it('lets guests in by its link: not by a wrong one, an old one, one that has expired, or without', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const path = `/api/rooms/${host.roomId}`;
    const invite = async () =>
      inviteSchema.parse(
        json((await ask(platform.url, 'POST', `${path}/invites`, { token: platform.token, json: {} })).text),
      );
    const join = (secret?: string) =>
      ask(platform.url, 'POST', `${path}/participants`, { json: { name: 'Guest', invite: secret } });
    const first = await invite();
    expect(first.url).toBe(`${platform.url}/rooms/${host.roomId}#invite=${first.invite}`);
    expect((await join(first.invite)).status).toBe(201);
    const second = await invite();
    expectProblem(await join(first.invite), 'invite_invalid');
    expectProblem(await join(), 'invite_invalid');
    expectProblem(await join('x'.repeat(43)), 'invite_invalid');
    await platform.database.query(
      `UPDATE rooms SET invite_expires_at = now() - interval '1 s' WHERE id = $1`,
      [host.roomId],
    );
    expectProblem(await join(second.invite), 'invite_invalid');
  });

  it('holds nine people', async () => {
    const host = await hostRoom(platform.url, platform.token);
    for (let more = 0; more < 8; more++) await host.bring(`Guest ${more}`);
    await expect(host.bring('One too many')).rejects.toThrow('room_full');
  });

  it('shows itself to those who are in it, and to nobody else', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const guest = await host.bring('Guest');
    const stranger = await hostRoom(platform.url, (await makeAccount(platform, 'stranger')).token);
    const { participants } = await guest.snapshot();
    expect(participants.map(({ name, isHost, isOnline }) => ({ name, isHost, isOnline }))).toEqual([
      { name: 'Host', isHost: true, isOnline: true },
      { name: 'Guest', isHost: false, isOnline: true },
    ]);
    expectProblem(await stranger.ask('GET', `/api/rooms/${host.roomId}`), 'room_not_found');
    expectProblem(await ask(platform.url, 'GET', `/api/rooms/${host.roomId}`), 'unauthenticated');
    const wrong = { headers: { 'participant-token': 'x'.repeat(43) } };
    expectProblem(await ask(platform.url, 'GET', `/api/rooms/${host.roomId}`, wrong), 'participant_unknown');
  });

  it('is deleted with its chunks; whoever is in it has nothing left to do', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const take = newTake();
    await host.announce(await host.start(), take);
    await host.upload(take);
    expect(platform.files(`media/recordings/${host.roomId}`)).toEqual([host.participantId]);
    const answer = await ask(platform.url, 'DELETE', `/api/rooms/${host.roomId}`, { token: platform.token });
    expect(answer.status).toBe(204);
    expectProblem(await host.ask('GET', `/api/rooms/${host.roomId}`), 'participant_unknown');
    await expect
      .poll(() => platform.files('media/recordings'), { timeout: 10_000 })
      .not.toContain(host.roomId);
  });
});

describe('a recording', () => {
  it('is begun by the host alone; two presses are one recording; everybody may stop it, and again', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const guest = await host.bring('Guest');
    const refused = await guest.ask('POST', `/api/rooms/${host.roomId}/recordings`);
    expectProblem(refused, 'host_only');
    const [first, second] = await Promise.all([host.start(), host.start()]);
    expect(second.id).toBe(first.id);
    expect(first).toMatchObject({ status: 'created', number: 1, revision: 0, films: [], error: null });
    expect(Date.parse(first.startedAt) - Date.now()).toBeGreaterThan(300);
    await host.announce(first, newTake());
    expect((await guest.load(first.id)).status).toBe('active');
    expect(await guest.stop(first.id)).toMatchObject({ status: 'uploading', stopReason: 'stopped' });
    const again = await host.stop(first.id);
    expect(again.status).toBe('uploading');
    expect((await host.start()).number).toBe(2);
  });

  it('is processed when the last piece of the last take is there, in whatever order all came', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    const take = newTake();
    await host.announce(recording, take);
    await host.announce(recording, take);
    const [init, first, second, third] = take.chunks;
    await host.upload(take, [third!]);
    expect((await host.stop(recording.id)).status).toBe('uploading');
    await host.seal(take);
    await host.seal(take);
    await host.upload(take, [second!, init!]);
    const incomplete = await host.load(recording.id);
    expect(incomplete.status).toBe('uploading');
    expect(incomplete.participants[0]!.takes[0]).toMatchObject({
      chunkCount: 4,
      verifiedChunks: 3,
      missing: [[1, 1]],
    });
    await host.upload(take, [first!]);
    expect(await host.load(recording.id)).toMatchObject({
      status: 'processing',
      revision: 1,
      isPartial: false,
    });
  });

  it('knows how many chunks wait in a browser that cannot reach us', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    const take = newTake();
    await host.announce(recording, take);
    await host.upload(take, take.chunks.slice(0, 2));
    const told = { takes: [{ takeId: take.takeId, chunkCount: 40 }] };
    expect((await host.ask('POST', `/api/recordings/${recording.id}/heartbeat`, told)).status).toBe(200);
    const [{ takes }] = (await host.load(recording.id)).participants as [RecordingView['participants'][0]];
    expect(takes[0]).toMatchObject({ recordedChunks: 40, verifiedChunks: 2, missing: [[2, 39]] });
  });
});

describe('chunks', () => {
  let host: RoomGuest;
  let recording: RecordingView;
  let take: RecordedTake;

  beforeEach(async () => {
    host = await hostRoom(platform.url, platform.token);
    recording = await host.start();
    take = newTake();
    await host.announce(recording, take);
  });

  it('count once they are in storage, and not before', async () => {
    const chunk = take.chunks[1]!;
    const states = async () => (await host.confirm(take, [chunk])).chunks.map(({ state }) => state);
    expect(await states()).toEqual(['missing']);
    const [signed] = await host.sign(take, [chunk]);
    expect(await states()).toEqual(['missing']);
    expect((await host.put(signed!, chunk.bytes)).status).toBe(200);
    expect(await states()).toEqual(['verified']);
    // a confirmation that was lost, or that comes twice
    expect(await states()).toEqual(['verified']);
    expect(await host.sign(take, [chunk])).toMatchObject([{ state: 'verified', url: null }]);
  });

  it('that lie damaged in storage are found out, taken away, and may come again', async () => {
    const chunk = take.chunks[1]!;
    await host.upload(take, []);
    const [signed] = await host.sign(take, [chunk]);
    await host.put(signed!, chunk.bytes);
    const { writeFileSync, readdirSync } = await import('node:fs');
    const folder = join(
      platform.uploadsDir,
      'media/recordings',
      host.roomId,
      host.participantId,
      take.takeId,
    );
    const damaged = Buffer.from(chunk.bytes);
    damaged[100]! ^= 1;
    writeFileSync(join(folder, readdirSync(folder)[0]!), damaged);
    expect(await host.confirm(take, [chunk])).toMatchObject({
      chunks: [{ state: 'damaged' }],
      missing: [[0, 1]],
    });
    expect(readdirSync(folder)).toEqual([]);
    await host.upload(take, [chunk]);
  });

  it('of the same number with another content are a conflict, and change nothing', async () => {
    const chunk = take.chunks[1]!;
    await host.upload(take, [chunk]);
    const other = { ...take.chunks[2]!, seq: chunk.seq };
    expect(await host.sign(take, [other])).toEqual([
      { seq: 1, state: 'conflict', url: null, headers: {}, expiresAt: null },
    ]);
    expect((await host.confirm(take, [other])).chunks).toEqual([{ seq: 1, state: 'conflict' }]);
    expect((await host.confirm(take, [chunk])).chunks).toEqual([{ seq: 1, state: 'verified' }]);
  });

  it('go only to their own addresses, whole and unchanged, and once', async () => {
    const [chunk, other] = [take.chunks[1]!, take.chunks[2]!];
    const [signed] = await host.sign(take, [chunk]);
    const put = (bytes: Buffer, change: Partial<typeof signed> = {}) =>
      host.put({ ...signed!, ...change }, bytes);
    expectProblem(await put(chunk.bytes.subarray(1)), 'put_length_mismatch');
    const flipped = Buffer.from(chunk.bytes);
    flipped[50]! ^= 4;
    expectProblem(await put(flipped), 'chunk_digest_mismatch');
    expectProblem(await put(other.bytes), 'put_length_mismatch');
    const headers = { ...signed!.headers, 'Content-Type': 'text/html' };
    expectProblem(await put(chunk.bytes, { headers }), 'put_type_mismatch');
    const elsewhere = signed!.url!.replace('/000001-', '/000009-');
    expectProblem(await put(chunk.bytes, { url: elsewhere }), 'put_signature_invalid');
    expect((await host.confirm(take, [chunk])).chunks[0]!.state).toBe('missing');
    expect((await put(chunk.bytes)).status).toBe(200);
    expectProblem(await put(chunk.bytes), 'chunk_already_stored');
    expect((await host.confirm(take, [chunk])).chunks[0]!.state).toBe('verified');
  });

  it('are nobody else’s: others in the room, strangers and accounts get nowhere', async () => {
    const guest = await host.bring('Guest');
    const stranger = await hostRoom(platform.url, platform.token);
    const body = { chunks: [withoutBytes(take.chunks[1]!)] };
    const seal = { chunkCount: 0, durationMs: 0, endReason: 'stopped' };
    for (const person of [guest, stranger])
      for (const [path, content] of [
        ['chunks/sign', body],
        ['chunks/confirm', body],
        ['seal', seal],
      ] as const)
        expectProblem(
          await person.ask('POST', `/api/takes/${take.takeId}/${path}`, content),
          'take_not_found',
        );
    const account = await ask(platform.url, 'POST', `/api/takes/${take.takeId}/chunks/sign`, {
      token: platform.token,
      json: body,
    });
    expectProblem(account, 'participant_unknown');
    const announced = { ...announcement(take), takeId: take.takeId };
    const again = await guest.ask('POST', `/api/recordings/${recording.id}/takes`, announced);
    expectProblem(again, 'take_not_found');
    const foreign = await stranger.ask('POST', `/api/recordings/${recording.id}/takes`, announced);
    expectProblem(foreign, 'recording_not_found');
    expectProblem(await stranger.ask('POST', `/api/recordings/${recording.id}/stop`), 'recording_not_found');
    const media = await ask(platform.url, 'GET', `/media/recordings/${host.roomId}/x/y/000001-0.m4s`);
    expectProblem(media, 'media_not_found');
    expect((await host.load(recording.id)).status).toBe('active');
  });

  const wrong: [string, ErrorCode, (chunk: Record<string, unknown>) => object][] = [
    ['a number of a billion', 'validation_failed', (chunk) => ({ ...chunk, seq: 1e9 })],
    ['a number below zero', 'validation_failed', (chunk) => ({ ...chunk, seq: -1 })],
    ['a hash that is none', 'validation_failed', (chunk) => ({ ...chunk, sha256: 'zz' })],
    ['no length', 'validation_failed', (chunk) => ({ ...chunk, sizeBytes: 0 })],
    ['a length of a terabyte', 'validation_failed', (chunk) => ({ ...chunk, sizeBytes: 1e12 })],
    ['an end beyond all integers', 'validation_failed', (chunk) => ({ ...chunk, endMs: 2 ** 31 })],
    ['an end in the future', 'chunk_in_future', (chunk) => ({ ...chunk, endMs: 2 ** 31 - 1 })],
    ['an end before its start', 'validation_failed', (chunk) => ({ ...chunk, startMs: 9, endMs: 1 })],
    [
      'a field that nobody asked for',
      'validation_failed',
      (chunk) => ({ ...chunk, key: '../../etc/passwd' }),
    ],
  ];
  it.each(wrong)('with %s are refused: %s', async (_, code, spoil) => {
    const chunks = [spoil(withoutBytes(take.chunks[1]!))];
    for (const what of code === 'validation_failed' ? ['sign', 'confirm'] : ['sign'])
      expectProblem(await host.ask('POST', `/api/takes/${take.takeId}/chunks/${what}`, { chunks }), code);
  });

  it('ten thousand at once are refused; many requests at once are not', async () => {
    const one = withoutBytes(take.chunks[1]!);
    const many = Array.from({ length: 10_000 }, (_, seq) => ({ ...one, seq }));
    const path = `/api/takes/${take.takeId}/chunks/confirm`;
    expectProblem(await host.ask('POST', path, { chunks: many }), 'body_too_large');
    expectProblem(await host.ask('POST', path, { chunks: many.slice(0, 201) }), 'validation_failed');
    await host.upload(take, [take.chunks[1]!]);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => host.confirm(take, [take.chunks[1]!])),
    );
    expect(new Set(answers.map(({ chunks }) => chunks[0]!.state))).toEqual(new Set(['verified']));
  });

  it('beyond a seal are refused, and a seal below them too', async () => {
    await host.upload(take);
    const sealed = { chunkCount: 2, durationMs: 2000, endReason: 'stopped' };
    expectProblem(await host.ask('POST', `/api/takes/${take.takeId}/seal`, sealed), 'chunk_out_of_range');
    await host.seal(take);
    const other = { ...sealed, chunkCount: 7 };
    expectProblem(await host.ask('POST', `/api/takes/${take.takeId}/seal`, other), 'take_conflict');
    const chunks = [{ ...withoutBytes(take.chunks[1]!), seq: 4 }];
    const beyond = await host.ask('POST', `/api/takes/${take.takeId}/chunks/sign`, { chunks });
    expectProblem(beyond, 'chunk_out_of_range');
  });

  it('of a take whose words change, or whose time is no time of the recording, are refused', async () => {
    const path = `/api/recordings/${recording.id}/takes`;
    const known = announcement(take);
    expectProblem(await host.ask('POST', path, { ...known, container: 'webm' }), 'take_conflict');
    const future = { ...known, takeId: randomUUID(), startedAt: '2999-01-01T00:00:00.000Z' };
    expectProblem(await host.ask('POST', path, future), 'validation_failed');
    const past = { ...known, takeId: randomUUID(), startedAt: '1999-01-01T00:00:00.000Z' };
    expectProblem(await host.ask('POST', path, past), 'validation_failed');
  });

  const announcement = ({ takeId, container, mimeType }: RecordedTake) => ({
    takeId,
    container,
    mimeType,
    startedAt: recording.startedAt,
  });
});
