import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem, VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockOfPicture } from '../platform/live-platform.js';
import { makeAccount } from '../platform/accounts.js';
import { ask, type Answer } from '../platform/http.js';
import {
  liveClient,
  newestMs,
  playClock,
  startLivePlatform,
  utc,
  type LivePlatform,
} from '../platform/live-platform.js';
import { insertCamera } from '../platform/rows.js';
import { eventually } from '../platform/test-platform.js';

/** A picture of 30 a second; a busy machine draws single ones late. */
const pictureMs = 34;
const bufferSec = 12;

const problemOf = ({ text }: Answer): Problem => JSON.parse(text) as Problem;

describe('clips of a camera', () => {
  let platform: LivePlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-clips-'));
    platform = await startLivePlatform({
      BUFFER_SECONDS: String(bufferSec),
      CLIP_VANISHED_SECONDS: '5',
      CLIP_MAX_SECONDS: '60',
      // wherever the server stands
      TZ: 'Asia/Kolkata',
    });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const now = (): Promise<number> => newestMs(platform);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const ready = async (id: string): Promise<VideoView> => {
    const video = await platform.api.follow(id, undefined, 60_000);
    expect(video).toMatchObject({ status: 'ready', error: null });
    return video;
  };
  const heldBy = (id: string): string[] => {
    try {
      return readdirSync(join(platform.uploadsDir, 'clips', id), { recursive: true }).filter((name) =>
        String(name).endsWith('.ts'),
      ) as string[];
    } catch {
      return [];
    }
  };

  /** From the first to the last picture, each a thirtieth of a second after the one before. */
  function expectExact(shown: number[], fromMs: number, toMs: number): void {
    expect(Math.abs(shown[0]! - fromMs)).toBeLessThanOrEqual(2 * pictureMs + 13);
    expect(Math.abs(shown.at(-1)! + 33 - toMs)).toBeLessThanOrEqual(2 * pictureMs + 13);
    // the first is on the screen before the range begins, the last beyond its end
    const pictures = (toMs - fromMs) / (1000 / 30);
    expect(shown.length).toBeGreaterThanOrEqual(Math.floor(pictures) - 1);
    expect(shown.length).toBeLessThanOrEqual(Math.ceil(pictures) + 2);
  }

  it('begins with what was on the screen and before it, and plays as soon as it is stopped', async () => {
    const { live, camera } = platform;
    const clickedMs = await now();
    const started = await live.start(camera.id, clickedMs, { preRollSec: 2, title: 'At the door' });
    expect(started).toMatchObject({
      title: 'At the door',
      status: 'uploading',
      visibility: 'private',
      playable: false,
      source: { kind: 'clip' },
      clip: { cameraId: camera.id, state: 'recording', startUtc: utc(clickedMs - 2000), endUtc: null },
    });
    expect((await live.camera(camera.id)).recordingClips).toBe(1);
    await eventually(
      'its picture is there',
      async () => (await platform.api.load(started.id)).posterUrl !== null,
      3000,
    );
    const first = await platform.api.load(started.id);
    const picture = await ask(platform.url, 'GET', first.posterUrl!, { token: platform.token });
    writeFileSync(join(scratch, 'first.jpg'), picture.bytes);
    expect(Math.abs(clockOfPicture(join(scratch, 'first.jpg'), clickedMs) - clickedMs)).toBeLessThan(
      2 * pictureMs + 13,
    );

    await pause(2500);
    const endMs = (await now()) - 300;
    const stopped = await live.stop(started.id, endMs);
    expect(stopped).toMatchObject({
      playable: true,
      clip: { state: 'cutting', endUtc: utc(endMs), gaps: [], stopReason: 'asked', isPreview: true },
    });
    // ffmpeg knows nothing of EXT-X-START: it begins with the segment
    const preview = playClock(platform, stopped);
    expect(Math.abs(preview.at(-1)! + 33 - endMs)).toBeLessThanOrEqual(2 * pictureMs + 13);

    const film = await ready(started.id);
    expect(film.clip).toMatchObject({ state: 'cut', isPreview: false });
    expectExact(playClock(platform, film), clickedMs - 2000, endMs);
    expect(film.durationSec).toBeCloseTo((endMs - clickedMs + 2000) / 1000, 0);
  });

  it('takes a range of the past to the picture, several at once', async () => {
    const { live, camera } = platform;
    const newest = await now();
    const ranges = [
      [newest - 3456, newest - 1234],
      [newest - 2789, newest - 2345],
      [newest - 4000, newest - 17],
    ] as const;
    const clips = await Promise.all(ranges.map(([fromMs, toMs]) => live.cut(camera.id, fromMs, toMs)));
    for (const [at, { id, playable }] of clips.entries()) {
      expect(playable).toBe(true);
      expectExact(playClock(platform, await ready(id)), ...ranges[at]!);
    }
  });

  it('outlasts the buffer', async () => {
    const { live, camera } = platform;
    const fromMs = await now();
    const clip = await live.start(camera.id, fromMs);
    for (let beats = 0; beats < (bufferSec + 4) / 2; beats++) {
      await pause(2000);
      await live.ask('POST', `/api/clips/${clip.id}/heartbeat`, { atUtc: utc(await now()) });
    }
    expect(Date.parse((await live.buffer(camera.id)).oldest_frame!)).toBeGreaterThan(fromMs + 1000);
    const endMs = await now();
    await live.stop(clip.id, endMs);
    expectExact(playClock(platform, await ready(clip.id)), fromMs, endMs);
  });

  it('names what it lacks', async () => {
    const { live, camera } = platform;
    const fromMs = (await now()) - 2000;
    const { status } = await live.camera(camera.id);
    process.kill(status!.pid!, 'SIGKILL');
    const killedMs = Date.now();
    await eventually('it is back', async () => (await now()) > killedMs + 2000);
    const clip = await live.cut(camera.id, fromMs, killedMs + 2000);
    const [gap] = clip.clip!.gaps;
    expect(clip.clip!.gaps).toHaveLength(1);
    expect(Math.abs(Date.parse(gap!.from) - killedMs)).toBeLessThan(300);
    const film = await ready(clip.id);
    const missingMs = Date.parse(gap!.to) - Date.parse(gap!.from);
    expect(film.durationSec! * 1000).toBeGreaterThan(killedMs + 2000 - fromMs - missingMs - 150);
    expect(film.durationSec! * 1000).toBeLessThan(killedMs + 2000 - fromMs - missingMs + 150);
  });

  it('goes on while the recorder and the backend are killed, and loses nothing of what there was', async () => {
    const { live, camera } = platform;
    const fromMs = await now();
    const clip = await live.start(camera.id, fromMs);
    process.kill(platform.backend.pid(), 'SIGKILL');
    await pause(1500);
    process.kill(platform.recorder!.pid(), 'SIGKILL');
    const killedMs = Date.now();
    await eventually('both are back', async () => {
      const newest = await now().catch(() => 0);
      return newest > killedMs + 2500;
    });
    const endMs = killedMs + 2500;
    const stopped = await live.stop(clip.id, endMs);
    expect(stopped.clip!.gaps.length).toBeLessThanOrEqual(1);
    const shown = playClock(platform, await ready(clip.id));
    expect(Math.abs(shown[0]! - fromMs)).toBeLessThanOrEqual(2 * pictureMs + 13);
    const before = shown.filter((atMs) => atMs < killedMs);
    expect(killedMs - before.at(-1)!).toBeLessThan(150);
    expect(before.length).toBeGreaterThanOrEqual(((killedMs - fromMs) / 1000) * 30 - 5);
  });

  it('stops where its page was last heard of', async () => {
    const { live, camera } = platform;
    const fromMs = await now();
    const clip = await live.start(camera.id, fromMs);
    await pause(1500);
    const seenMs = await now();
    await live.ask('POST', `/api/clips/${clip.id}/heartbeat`, { atUtc: utc(seenMs) });
    const stopped = async (): Promise<VideoView> => platform.api.load(clip.id);
    await eventually('it is stopped', async () => (await stopped()).clip!.state !== 'recording', 15_000);
    expect((await stopped()).clip).toMatchObject({ endUtc: utc(seenMs), stopReason: 'vanished' });
    expectExact(playClock(platform, await ready(clip.id)), fromMs, seenMs);
  });

  it('is not given up when nobody could be heard of', async () => {
    const { live, camera } = platform;
    const clip = await live.start(camera.id, await now());
    process.kill(platform.backend.pid(), 'SIGSTOP');
    await pause(8000);
    process.kill(platform.backend.pid(), 'SIGCONT');
    await pause(4000);
    expect((await platform.api.load(clip.id)).clip!.state).toBe('recording');
    await platform.api.delete(clip.id);
  });

  it('of the past ends with its own range when the backend dies before it has ended it', async () => {
    const { live, camera } = platform;
    const newest = await now();
    const { id } = await live.cut(camera.id, newest - 3000, newest - 1000);
    await ready(id);
    // as it was before its backend ended it, 20 s ago
    await platform.database.query(
      `UPDATE clips SET stopped_at = NULL, stop_reason = NULL, end_at = NULL, cut_at = NULL WHERE video_id = $1`,
      [id],
    );
    await platform.database.query(
      `UPDATE videos SET status = 'uploading', created_at = created_at - interval '21 seconds' WHERE id = $1`,
      [id],
    );
    await eventually('it is ended', async () => (await platform.api.load(id)).clip!.state !== 'recording');
    expect((await platform.api.load(id)).clip).toMatchObject({
      stopReason: 'asked',
      endUtc: utc(newest - 1000),
    });
    await platform.api.delete(id);
  });

  it('is made once, however often it is asked for, and is nobody else’s', async () => {
    const { live, camera } = platform;
    const stranger = liveClient(platform, (await makeAccount(platform, 'stranger')).token);
    const id = randomUUID();
    const fromMs = await now();
    const started = await Promise.all([1, 2, 3].map(() => live.start(camera.id, fromMs, { id })));
    expect(new Set(started.map((clip) => clip.id))).toEqual(new Set([id]));
    expect(
      problemOf(await stranger.ask('POST', `/api/clips/${id}/stop`, { endUtc: utc(fromMs + 500) })).code,
    ).toBe('clip_not_found');
    const taken = await stranger.ask('POST', `/api/cameras/${camera.id}/clips/start`, {
      id,
      startUtc: utc(fromMs),
    });
    expect(problemOf(taken).code).toBe('clip_conflict');
    await pause(1200);
    const endMs = await now();
    const stopped = await Promise.all([1, 2, 3].map(() => live.stop(id, endMs)));
    expect(stopped.map(({ clip }) => clip!.endUtc)).toEqual(Array(3).fill(utc(endMs)));
    expect((await live.stop(id, endMs + 5000)).clip!.endUtc).toBe(utc(endMs));
    await ready(id);
    const rows: unknown[] = await platform.database.query('SELECT 1 FROM clips WHERE video_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('of the past holds nothing but its own range, and shows nothing beyond', async () => {
    const { live, camera } = platform;
    const newest = await now();
    const [fromMs, toMs] = [newest - 4500, newest - 3500];
    const clip = await live.cut(camera.id, fromMs, toMs, { visibility: 'public' });
    await pause(1500);
    expect(heldBy(clip.id).length).toBeLessThanOrEqual(3);
    const preview = `/media/videos/${clip.id}/preview/`;
    const playlist = await live.ask('GET', `${preview}playlist.m3u8`);
    const uris = playlist.text.split('\n').filter((line) => line.endsWith('.ts'));
    const bytes = Number(/BYTERANGE:(\d+)@0/.exec(playlist.text)?.[1]);
    const last = await ask(platform.url, 'GET', preview + uris.at(-1)!);
    expect([last.status, last.bytes.length]).toEqual([200, bytes]);
    const ring = (await live.ask('GET', camera.dvrUrl)).text;
    const beyond = /^segments\/(.*)$/m.exec(
      ring
        .slice(ring.indexOf(uris.at(-1)!))
        .split('\n')
        .slice(1)
        .join('\n'),
    )![1]!;
    expect((await ask(platform.url, 'GET', preview + beyond)).status).toBe(404);
    await ready(clip.id);
  });

  it('is not ended by somebody who cuts another with its id', async () => {
    const { live, camera } = platform;
    const id = randomUUID();
    const fromMs = await now();
    await live.start(camera.id, fromMs, { id });
    const body = { id, startUtc: utc(fromMs - 3000), endUtc: utc(fromMs - 1000) };
    const other = await live.ask('POST', `/api/cameras/${camera.id}/clips`, body);
    expect(problemOf(other).code).toBe('clip_conflict');
    expect((await platform.api.load(id)).clip!.state).toBe('recording');
    await platform.api.delete(id);
  });

  it('ends when it has been recorded for as long as it may be, whatever its page shows', async () => {
    const { live, camera } = platform;
    const fromMs = await now();
    const clip = await live.start(camera.id, fromMs);
    await pause(1200);
    await live.ask('POST', `/api/clips/${clip.id}/heartbeat`, { atUtc: utc(fromMs + 800) });
    await platform.database.query(
      `UPDATE videos SET created_at = created_at - interval '61 seconds' WHERE id = $1`,
      [clip.id],
    );
    await eventually(
      'it is stopped',
      async () => (await platform.api.load(clip.id)).clip!.state !== 'recording',
    );
    expect((await platform.api.load(clip.id)).clip).toMatchObject({
      stopReason: 'too_long',
      endUtc: utc(fromMs + 800),
    });
    await ready(clip.id);
  });

  it('lets go of everything when it is deleted, also while it is recorded', async () => {
    const { live, camera } = platform;
    const clip = await live.start(camera.id, (await now()) - 1000);
    await eventually('it holds something', () => heldBy(clip.id).length > 0);
    await platform.api.delete(clip.id);
    await eventually('it holds nothing', () => heldBy(clip.id).length === 0);
    await pause(2500);
    expect(heldBy(clip.id)).toEqual([]);
    expect((await live.camera(camera.id)).recordingClips).toBe(0);
  });

  it.each([
    [
      'a time without a zone',
      { startUtc: '2026-11-20T14:00:00.000', endUtc: '2026-11-20T14:00:05.000' },
      'validation_failed',
    ],
    [
      'an end before the start',
      { startUtc: '2026-11-20T14:00:05Z', endUtc: '2026-11-20T14:00:00Z' },
      'validation_failed',
    ],
    [
      'what was never recorded',
      { startUtc: '2020-01-01T00:00:00Z', endUtc: '2020-01-01T00:00:05Z' },
      'no_footage',
    ],
    ['a year', { startUtc: '2025-11-20T14:00:00Z', endUtc: '2026-11-20T14:00:00Z' }, 'clip_too_long'],
    [
      'a moment',
      { startUtc: '2026-11-20T14:00:00.000Z', endUtc: '2026-11-20T14:00:00.001Z' },
      'clip_too_short',
    ],
    ['the future', { startUtc: '2126-01-01T00:00:00Z', endUtc: '2126-01-01T00:00:05Z' }, 'validation_failed'],
  ])('is not made of %s', async (_, range, code) => {
    const { live, camera } = platform;
    const answer = await live.ask('POST', `/api/cameras/${camera.id}/clips`, range);
    expect(problemOf(answer).code).toBe(code);
    if (code !== 'no_footage') return;
    expect(answer.status).toBe(409);
    const { available } = problemOf(answer);
    expect(available!.length).toBeGreaterThan(0);
    expect(Date.parse(available!.at(-1)!.to)).toBeGreaterThan(Date.now() - 5000);
  });

  it('is not begun where nothing was recorded yet, and says what there is', async () => {
    const { live } = platform;
    const cameraId = await insertCamera(platform, { enabled: false });
    const answer = await live.ask('POST', `/api/cameras/${cameraId}/clips/start`, {
      startUtc: utc(Date.now()),
    });
    expect(problemOf(answer)).toMatchObject({ code: 'no_footage', available: [] });
    expect(problemOf(answer).detail).toContain('buffer is empty');
  });

  it('takes a time of any zone for what it is', async () => {
    const { live, camera } = platform;
    const newest = await now();
    const inZone = (ms: number): string =>
      `${new Date(ms + 5.5 * 3600_000).toISOString().slice(0, -1)}+05:30`;
    const answer = await live.ask('POST', `/api/cameras/${camera.id}/clips`, {
      startUtc: inZone(newest - 2000),
      endUtc: inZone(newest - 500),
    });
    const clip = JSON.parse(answer.text) as VideoView;
    expect(clip.clip).toMatchObject({ startUtc: utc(newest - 2000), endUtc: utc(newest - 500) });
    await ready(clip.id);
  });

  it('takes a snapshot of the very picture', async () => {
    const { live, camera } = platform;
    const atMs = (await now()) - 1517;
    const snapshot = await live.snapshot(camera.id, atMs);
    expect(snapshot).toMatchObject({ cameraId: camera.id, width: 640, height: 360 });
    const picture = await ask(platform.url, 'GET', snapshot.url, { token: platform.token });
    expect([picture.headers['content-type'], picture.bytes.length]).toEqual([
      'image/jpeg',
      snapshot.sizeBytes,
    ]);
    writeFileSync(join(scratch, 'snapshot.jpg'), picture.bytes);
    const shownMs = clockOfPicture(join(scratch, 'snapshot.jpg'), atMs);
    expect(Math.abs(shownMs - atMs)).toBeLessThanOrEqual(2 * pictureMs + 13);
    expect(Math.abs(Date.parse(snapshot.takenAt) - atMs)).toBeLessThanOrEqual(pictureMs);
    const listed = await live.ask('GET', `/api/snapshots?camera=${camera.id}`);
    expect(JSON.parse(listed.text)).toEqual({ items: [snapshot] });
    expect((await ask(platform.url, 'GET', snapshot.url)).status).toBe(401);
    expect((await live.ask('DELETE', `/api/snapshots/${snapshot.id}`)).status).toBe(204);
    expect((await ask(platform.url, 'GET', snapshot.url, { token: platform.token })).status).toBe(404);
    const missing = await live.ask('POST', `/api/cameras/${camera.id}/snapshots`, {
      atUtc: '2020-01-01T00:00:00Z',
    });
    expect(problemOf(missing).code).toBe('no_footage');
  });
});
