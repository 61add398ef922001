import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import {
  videoSchema,
  videoStages,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type VideoView,
} from '@sluice/vod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, makeAccount, signIn, type TestAccount } from '../platform/accounts.js';
import { ask } from '../platform/http.js';
import { makeSource, picture, quickH264, tone } from '../platform/make-source.js';
import { insertVideos, type VideoFields } from '../platform/rows.js';
import { admin, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A browser's connection, with everything that it has heard. */
interface Listener {
  socket: ClientSocket;
  updates: VideoView[];
  deleted: string[];
  problems: { code: string; detail: string; fix: string }[];
}

describe('realtime', () => {
  let platform: TestPlatform;
  let scratch: string;
  let owner: TestAccount;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-realtime-'));
    platform = await startTestPlatform();
    owner = await makeAccount(platform, 'owner');
  });
  afterEach(() => {
    for (const { socket } of listeners.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function listen(cookie?: string): Promise<Listener> {
    const options = {
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 200,
    };
    const socket: ClientSocket = io(platform.url, {
      ...options,
      ...(cookie ? { extraHeaders: { cookie } } : {}),
    });
    const listener: Listener = { socket, updates: [], deleted: [], problems: [] };
    listeners.push(listener);
    socket.on('video_updated', (video) => listener.updates.push(videoSchema.parse(video)));
    socket.on('video_deleted', ({ videoId }) => listener.deleted.push(videoId));
    socket.on('problem', (problem) => listener.problems.push(problem));
    await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(true);
    return listener;
  }
  const make = async (video: VideoFields = {}) => (await insertVideos(platform, owner.id, [video]))[0]!;
  const rename = (id: string, title: string) =>
    platform.database.query('UPDATE videos SET title = $1, updated_at = now() WHERE id = $2', [title, id]);
  const hears = (listener: Listener, id: string, title: string) =>
    expect
      .poll(() => listener.updates.some((video) => video.id === id && video.title === title), {
        timeout: 3000,
      })
      .toBe(true);

  it('who watches a video is told at once how it is', async () => {
    const id = await make({ title: 'As it is' });
    const listener = await listen();
    listener.socket.emit('watch_video', { videoId: id });
    await hears(listener, id, 'As it is');
    const loaded = await ask(platform.url, 'GET', `/api/videos/${id}`);
    expect(listener.updates).toEqual([JSON.parse(loaded.text)]);
  });

  it('and of each change, until they watch no more', async () => {
    const id = await make();
    const [watching, gone] = [await listen(), await listen()];
    for (const { socket } of [watching, gone]) socket.emit('watch_video', { videoId: id });
    await hears(gone, id, 'A film');
    gone.socket.emit('unwatch_video', { videoId: id });
    await hears(watching, id, 'A film');
    await rename(id, 'Changed');
    await hears(watching, id, 'Changed');
    expect(gone.updates.map(({ title }) => title)).toEqual(['A film']);
  });

  it('a film is followed from its upload until it is ready', async () => {
    const source = makeSource(scratch, 'film.mp4', [
      ...picture('1280x720', 30, 6),
      ...tone(6),
      ...quickH264,
      '-c:a',
      'aac',
    ]);
    const listener = await listen();
    const { id } = await platform.send(source);
    listener.socket.emit('watch_video', { videoId: id });
    await expect.poll(() => listener.updates.at(-1)?.status, { timeout: 60_000 }).toBe('ready');

    const { updates } = listener;
    const stages = updates.flatMap(({ stage }) => (stage ? [videoStages.indexOf(stage)] : []));
    expect(stages).toEqual(stages.toSorted((a, b) => a - b));
    expect(stages).toContain(videoStages.indexOf('encoding'));
    const progress = updates.map((video) => video.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(new Set(progress).size).toBeGreaterThan(3);
    expect(updates.at(-1)).toMatchObject({
      progress: 1,
      playable: true,
      attempt: 1,
      hlsUrl: expect.stringContaining(id),
    });
  });

  it('the gallery hears of new videos, changed ones and deleted ones', async () => {
    const gallery = await listen();
    gallery.socket.emit('watch_gallery');
    await settled(gallery);
    const id = await make({ title: 'New' });
    await hears(gallery, id, 'New');
    await platform.database.query('DELETE FROM videos WHERE id = $1', [id]);
    await expect.poll(() => gallery.deleted).toContain(id);
  });

  it('who watches a video hears that it was deleted', async () => {
    const id = await make();
    const listener = await listen();
    listener.socket.emit('watch_video', { videoId: id });
    await hears(listener, id, 'A film');
    expect((await ask(platform.url, 'DELETE', `/api/videos/${id}`, { token: owner.token })).status).toBe(204);
    await expect.poll(() => listener.deleted).toEqual([id]);
  });

  it.each(['private', 'unlisted'] as const)(
    'the gallery of others hears nothing of a video that is %s; an administrator does',
    async (visibility) => {
      const boss = await listen(cookieOf(await signIn(platform, admin)));
      const others = await listen();
      for (const { socket } of [boss, others]) socket.emit('watch_gallery');
      await Promise.all([settled(boss), settled(others)]);
      const hidden = await make({ visibility, title: 'Hidden' });
      await hears(boss, hidden, 'Hidden');
      await rename(hidden, 'Still hidden');
      const open = await make({ title: 'Open' });
      await hears(boss, hidden, 'Still hidden');
      await hears(others, open, 'Open');
      expect(others.updates.map(({ id }) => id)).not.toContain(hidden);
    },
  );

  it('a private video is deleted without strangers learning that it was there', async () => {
    const [hidden, shown] = [await make({ visibility: 'private' }), await make()];
    const gallery = await listen();
    gallery.socket.emit('watch_gallery');
    await rename(shown, 'Joined');
    await hears(gallery, shown, 'Joined');
    for (const id of [hidden, shown]) await platform.database.query('DELETE FROM videos WHERE id = $1', [id]);
    await expect.poll(() => gallery.deleted, { timeout: 3000 }).toEqual([shown]);
  });

  it('a video that is hidden leaves the gallery of those who may no longer see it', async () => {
    const id = await make();
    const gallery = await listen();
    gallery.socket.emit('watch_gallery');
    await rename(id, 'Joined');
    await hears(gallery, id, 'Joined');
    await platform.database.query(
      `UPDATE videos SET visibility = 'private', title = 'Secret' WHERE id = $1`,
      [id],
    );
    await expect.poll(() => gallery.deleted, { timeout: 3000 }).toEqual([id]);
    expect(gallery.updates.some(({ title }) => title === 'Secret')).toBe(false);
  });

  it('a video that becomes private tells nothing more to those who watched it', async () => {
    const id = await make();
    const [boss, other] = [await listen(cookieOf(await signIn(platform, admin))), await listen()];
    for (const { socket } of [boss, other]) socket.emit('watch_video', { videoId: id });
    await hears(other, id, 'A film');
    await hears(boss, id, 'A film');
    await platform.database.query(
      `UPDATE videos SET visibility = 'private', title = 'Secret' WHERE id = $1`,
      [id],
    );
    await hears(boss, id, 'Secret');
    await settled(other);
    expect(JSON.stringify(other.updates)).not.toContain('Secret');
  });

  it.each([
    ['is not there', () => Promise.resolve({ videoId: randomUUID() })],
    ['is private', async () => ({ videoId: await make({ visibility: 'private' }) })],
    ['has an id that is none', () => Promise.resolve({ videoId: "' OR 1=1" })],
    ['is not named', () => Promise.resolve({})],
    ['is null', () => Promise.resolve(null)],
  ])('a video that %s: a problem', async (_, message) => {
    const listener = await listen();
    listener.socket.emit('watch_video', (await message()) as { videoId: string });
    await expect
      .poll(() => listener.problems)
      .toEqual([
        { code: 'video_not_found', detail: expect.stringMatching(/./), fix: expect.stringMatching(/./) },
      ]);
    expect(listener.updates).toEqual([]);
  });

  it('messages without sense harm nobody', async () => {
    const pid = platform.backend.pid();
    const listener = await listen();
    const { socket } = listener as unknown as {
      socket: { emit: (name: string, ...args: unknown[]) => void };
    };
    for (const name of [
      'watch_video',
      'unwatch_video',
      'watch_gallery',
      'nothing',
      '__proto__',
      'video_updated',
    ])
      for (const args of [
        [],
        [null],
        [[]],
        ['x'.repeat(10_000)],
        [{ videoId: { $gt: '' } }],
        [{ videoId: 1 }, 2, 3],
        [Buffer.alloc(10)],
      ])
        socket.emit(name, ...args);
    for (const body of ['', '42["watch_video"', '99999', '\0'])
      await ask(platform.url, 'POST', '/socket.io/?EIO=4&transport=polling', { body });
    await settled(listener);
    expect(platform.backend.pid()).toBe(pid);
    expect((await ask(platform.url, 'GET', '/api/health')).status).toBe(200);
  });

  it('the backend dies and comes back: the browser too, and learns what it has missed', async () => {
    const id = await make({ title: 'Before' });
    const listener = await listen();
    const { socket } = listener;
    // as the pages do
    socket.on('connect', () => socket.emit('watch_video', { videoId: id }));
    socket.emit('watch_video', { videoId: id });
    await hears(listener, id, 'Before');
    process.kill(platform.backend.pid(), 'SIGKILL');
    await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(false);
    await rename(id, 'Meanwhile');
    await expect.poll(() => socket.connected, { timeout: 20_000 }).toBe(true);
    await hears(listener, id, 'Meanwhile');
    await rename(id, 'Afterwards');
    await hears(listener, id, 'Afterwards');
  });

  /** Everything sent before has been handled: an answer has come to something sent after it. */
  async function settled({ socket, problems }: Listener): Promise<void> {
    const before = problems.length;
    socket.emit('watch_video', { videoId: randomUUID() });
    await expect.poll(() => problems.length, { timeout: 5000 }).toBeGreaterThan(before);
  }
});
