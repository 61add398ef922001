import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  roomEvents,
  type RecordingView,
  type RoomClientToServerEvents,
  type RoomServerToClientEvents,
  type RoomSnapshot,
} from '@sluice/vod';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordMp4, type RecordedTake } from '../../scripts/api/recorded-take.js';
import { ask } from '../platform/http.js';
import { hostRoom, type RoomGuest } from '../platform/room-guest.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

type RoomSocket = Socket<RoomServerToClientEvents, RoomClientToServerEvents>;

let platform: TestPlatform;
let scratch: string;
let source: RecordedTake;
const open: RoomSocket[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-events-'));
  source = recordMp4(scratch, 6);
  platform = await startTestPlatform({
    workers: 0,
    settings: { RECORDING_VANISHED_SECONDS: '5', RECORDING_GRACE_SECONDS: '9' },
  });
});
afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()));
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await platform?.close();
});

/** A page's socket, and what it was told: the events' names, and the newest snapshot. */
function connect() {
  const socket: RoomSocket = io(platform.url, {
    path: '/socket.io',
    transports: ['websocket'],
    forceNew: true,
  });
  open.push(socket);
  const heard: string[] = [];
  const told = { snapshot: null as RoomSnapshot | null, recording: null as RecordingView | null };
  socket.onAny((name: string) => heard.push(name));
  socket.on('room-snapshot', (snapshot) => (told.snapshot = snapshot));
  socket.on('video-processing-update', (recording) => (told.recording = recording));
  socket.on('processing-status-response', (recording) => (told.recording = recording));
  return { socket, heard, told };
}

const newTake = (): RecordedTake => ({ ...source, takeId: randomUUID() });
const quietState = {
  camera: 'on',
  microphone: 'muted',
  screen: false,
  capture: 'idle',
  storageLow: false,
  waitingChunks: 0,
  waitingBytes: 0,
} as const;

const joinMessage = ({ roomId, token }: RoomGuest) => ({ roomId, token });

describe('a room over Socket.IO', () => {
  let host: RoomGuest;
  let guest: RoomGuest;

  beforeEach(async () => {
    host = await hostRoom(platform.url, platform.token);
    guest = await host.bring('Guest');
  });

  it('tells everybody who is there, what each one’s devices do, and what becomes of the recording', async () => {
    const [one, two] = [connect(), connect()];
    const joined = await one.socket.emitWithAck('join_room', joinMessage(host));
    expect(joined).toMatchObject({ ok: true, participantId: host.participantId });
    await two.socket.emitWithAck('join_room', joinMessage(guest));
    two.socket.emit('participant_state', { state: quietState });
    await eventually('the host sees the guest’s devices', () =>
      Boolean(one.told.snapshot?.participants.some((person) => person.name === 'Guest' && person.state)),
    );

    const refused = await two.socket.emitWithAck('recording_started', {});
    expect(refused).toMatchObject({ ok: false, problem: { code: 'host_only' } });
    const started = await one.socket.emitWithAck('recording_started', {});
    if (!started.ok) throw new Error(started.problem.code);
    const { recording } = started;
    await eventually('the guest hears of it', () => two.told.snapshot?.recordings[0]?.id === recording.id);
    const take = newTake();
    await guest.announce(recording, take);
    const beat = { recordingId: recording.id, takes: [{ takeId: take.takeId, chunkCount: 3 }] };
    const beaten = await two.socket.emitWithAck('recording_heartbeat', beat);
    expect(beaten).toMatchObject({ ok: true, status: 'active' });

    const stopped = await two.socket.emitWithAck('recording_stopped', { recordingId: recording.id });
    expect(stopped).toMatchObject({ ok: true, recording: { status: 'uploading' } });
    await eventually('the host is told to stop', () => one.heard.includes(roomEvents.stopRec));
    await guest.upload(take);
    await guest.seal(take);
    await eventually('both hear that processing has begun', () =>
      [one, two].every(({ heard }) => heard.includes(roomEvents.videoProcessingStarted)),
    );
    expect(await two.socket.emitWithAck('recording_stopped', { recordingId: recording.id })).toMatchObject({
      ok: true,
      recording: { status: 'processing' },
    });
    one.told.recording = null;
    one.socket.emit('request_processing_status', { recordingId: recording.id });
    await eventually('the status comes', () => one.told.recording?.status === 'processing');
  });

  it('knows nobody by a foreign token, and does nothing for who has not joined', async () => {
    const other = await hostRoom(platform.url, platform.token);
    const { socket } = connect();
    const foreign = await socket.emitWithAck('join_room', { roomId: host.roomId, token: other.token });
    expect(foreign).toMatchObject({ ok: false, problem: { code: 'room_not_found' } });
    const unknown = await socket.emitWithAck('join_room', { roomId: host.roomId, token: 'x' });
    expect(unknown).toMatchObject({ ok: false, problem: { code: 'participant_unknown' } });
    expect(await socket.emitWithAck('recording_started', {})).toMatchObject({
      ok: false,
      problem: { code: 'participant_unknown' },
    });
    const recording = await other.start();
    await socket.emitWithAck('join_room', joinMessage(host));
    expect(await socket.emitWithAck('recording_stopped', { recordingId: recording.id })).toMatchObject({
      ok: false,
      problem: { code: 'recording_not_found' },
    });
    expect(await socket.emitWithAck('recording_stopped', { recordingId: 'x' })).toMatchObject({
      ok: false,
      problem: { code: 'validation_failed' },
    });
    expect((await other.load(recording.id)).status).toBe('created');
  });

  it('tells everybody that it was deleted', async () => {
    const page = connect();
    await page.socket.emitWithAck('join_room', joinMessage(guest));
    await ask(platform.url, 'DELETE', `/api/rooms/${host.roomId}`, { token: platform.token });
    await eventually('they hear of it', () => page.heard.includes(roomEvents.roomDeleted));
  });

  it('brings everything again after a line that broke', async () => {
    const page = connect();
    await page.socket.emitWithAck('join_room', joinMessage(host));
    page.socket.io.engine.close();
    const recording = await host.start();
    await eventually('the line is back', () => page.socket.connected);
    const again = await page.socket.emitWithAck('join_room', joinMessage(host));
    expect(again).toMatchObject({ ok: true, snapshot: { recordings: [{ id: recording.id }] } });
  });
});

describe('somebody who vanishes', () => {
  it('ends the recording; after the grace it is processed as it is, and the rest that comes later renews it', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    const take = newTake();
    await host.announce(recording, take);
    await host.upload(take, take.chunks.slice(0, 3));
    const status = async () => (await host.load(recording.id)).status;
    await eventually('it is stopped', async () => (await status()) !== 'active', 15_000);
    expect(await host.load(recording.id)).toMatchObject({ stopReason: 'vanished' });
    await eventually('it is processed', async () => (await status()) === 'processing', 20_000);
    const processed = await host.load(recording.id);
    expect(processed).toMatchObject({ revision: 1, isPartial: true });
    const heldMs = Date.parse(processed.stoppedAt!) - Date.parse(recording.startedAt);
    expect(heldMs).toBeLessThan(3000);
    // no worker runs here: the row alone says that films were made
    await platform.database.query(
      `UPDATE recordings SET status = 'completed', assembled_at = now() WHERE id = $1`,
      [recording.id],
    );
    await host.upload(take, take.chunks.slice(3));
    await host.seal(take, 'interrupted');
    await eventually('it is made anew', async () => (await host.load(recording.id)).revision === 2, 10_000);
    expect(await host.load(recording.id)).toMatchObject({ status: 'processing', isPartial: false });
  });

  it('goes on when they are back and still record; who only uploads what is left brings nothing back', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    const take = newTake();
    await host.announce(recording, take);
    await host.upload(take, take.chunks.slice(0, 2));
    const status = async () => (await host.load(recording.id)).status;
    await eventually('it is given up', async () => (await status()) === 'uploading', 15_000);
    const beat = (capture: 'idle' | 'recording') =>
      host.ask('POST', `/api/recordings/${recording.id}/heartbeat`, {
        takes: [],
        state: { ...quietState, capture },
      });
    await beat('idle');
    expect(await status()).toBe('uploading');
    await beat('recording');
    expect(await host.load(recording.id)).toMatchObject({
      status: 'active',
      stopReason: null,
      stoppedAt: null,
    });
    await eventually('it is given up again', async () => (await status()) === 'uploading', 15_000);
    await host.stop(recording.id);
    await beat('recording');
    expect(await host.load(recording.id)).toMatchObject({ status: 'uploading', stopReason: 'stopped' });
  });

  it('without having recorded a thing leaves a recording that says so', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    await host.stop(recording.id);
    await eventually(
      'it has failed',
      async () => (await host.load(recording.id)).status === 'failed',
      15_000,
    );
    expect((await host.load(recording.id)).error).toMatchObject({
      code: 'nothing_recorded',
      retryable: false,
    });
  });

  it('is not who goes on saying that they are there, or whose chunks come', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const recording = await host.start();
    await host.announce(recording, newTake());
    for (let beat = 0; beat < 4; beat++) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await host.ask('POST', `/api/recordings/${recording.id}/heartbeat`, { takes: [] });
    }
    expect((await host.load(recording.id)).status).toBe('active');
  });
});
