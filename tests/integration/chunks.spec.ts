import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { longSource, makeSource, picture, tone } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

interface ChunkState {
  index: number;
  kind: string;
  state: 'waiting' | 'done';
  claims: number;
  worker: string | null;
}

describe('a video in chunks', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-chunks-'));
    // made before anything is sent: making them holds up this process, and its connections go stale
    for (const durationSec of [20, 30, 45, 60, 120]) longSource(scratch, durationSec);
    streamSource(scratch);
    platform = await startTestPlatform({ workers: 2, settings: { WORKER_CONCURRENCY: '1' } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const chunksOf = (id: string): Promise<ChunkState[]> =>
    platform.database.query(
      'SELECT index, kind, state, claims, worker FROM chunks WHERE video_id = $1 ORDER BY index',
      [id],
    );
  const text = async (path: string): Promise<string> => (await fetch(platform.url + path)).text();
  const follow = (id: string): Promise<VideoView> => platform.api.follow(id, undefined, 110_000);

  it('plays while it grows, keeps what it said, and ends as VOD with the same segments', async () => {
    const { id } = await platform.send(longSource(scratch, 45));
    await eventually('playable', async () => (await platform.api.load(id)).playable);
    const early = await platform.api.load(id);
    expect(early).toMatchObject({ status: 'processing', chunks: { total: 6 } });
    expect(early.playableSec).toBeLessThan(45);

    const report = await checkHls(platform.url + early.hlsUrl!);
    expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
    const growing = await text(`/media/videos/${id}/480p/playlist.m3u8`);
    expect(growing).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(growing).not.toContain('#EXT-X-ENDLIST');

    const ready = await follow(id);
    expect(ready).toMatchObject({ status: 'ready', attempt: 1, chunks: null });
    const whole = await text(`/media/videos/${id}/480p/playlist.m3u8`);
    expect(whole.replace('TYPE:VOD', 'TYPE:EVENT').startsWith(growing)).toBe(true);
    expect(whole.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
    expect((await checkHls(platform.url + ready.hlsUrl!)).passed).toBe(true);
  });

  it('is the work of all workers, each chunk once', async () => {
    const { id } = await platform.send(longSource(scratch, 60));
    await follow(id);
    const chunks = await chunksOf(id);
    expect(chunks.map(({ state, claims }) => `${state} ${claims}`)).toEqual(chunks.map(() => 'done 1'));
    const pictures = chunks.filter(({ kind }) => kind === 'picture');
    expect(new Set(pictures.map(({ worker }) => worker)).size).toBe(2);
  });

  it('loses one chunk of work with a killed worker, and nothing that was done', async () => {
    const { id } = await platform.send(longSource(scratch, 60));
    await eventually('some chunks are done', async () => {
      const done = (await chunksOf(id)).filter(({ state }) => state === 'done');
      return done.length >= 4;
    });
    const before = await chunksOf(id);
    process.kill(platform.workers[0]!.pid(), 'SIGKILL');
    const killedAt = Date.now();
    expect(await follow(id)).toMatchObject({ status: 'ready', attempt: 1 });
    expect(Date.now() - killedAt).toBeLessThan(110_000);
    const after = await chunksOf(id);
    for (const chunk of before.filter(({ state }) => state === 'done')) expect(after).toContainEqual(chunk);
    const pictures = after.filter(({ kind }) => kind === 'picture');
    expect(pictures.reduce((sum, { claims }) => sum + claims - 1, 0)).toBeLessThanOrEqual(1);
    await eventually('nothing is left in the work folder', () => platform.files('work').length === 0);
  });

  it('lets a small video pass a big one that came before it', async () => {
    const big = await platform.send(longSource(scratch, 120));
    await eventually(
      'the big one is being encoded',
      async () => (await platform.api.load(big.id)).progress > 0.05,
    );
    const small = await platform.send(longSource(scratch, 20));
    expect(await follow(small.id)).toMatchObject({ status: 'ready' });
    expect(await platform.api.load(big.id)).toMatchObject({ status: 'processing', playable: true });
    await platform.api.delete(big.id);
  });

  it('holds the last picture where a damaged file has none, and says so', async () => {
    const whole = readFileSync(longSource(scratch, 30));
    const damaged = join(scratch, 'damaged.mp4');
    whole.fill(0, Math.floor(0.3 * whole.length), Math.floor(0.8 * whole.length));
    writeFileSync(damaged, whole);
    const { id } = await platform.send(damaged);
    const ready = await follow(id);
    expect(ready).toMatchObject({ status: 'ready' });
    expect(ready.durationSec).toBeCloseTo(30, 1);
    expect(ready.warnings.map(({ code }) => code)).toContain('damaged_frames');
    expect((await checkHls(platform.url + ready.hlsUrl!)).passed).toBe(true);
  });

  it('encodes in one piece what cannot be cut, says so, and lets people watch meanwhile', async () => {
    const { id } = await platform.send(streamSource(scratch));
    await eventually('playable', async () => (await platform.api.load(id)).playable);
    const early = await platform.api.load(id);
    expect(early.status).toBe('processing');
    expect(early.warnings.map(({ code }) => code)).toContain('encoded_in_one_piece');
    const report = await checkHls(platform.url + early.hlsUrl!);
    expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
    const ready = await follow(id);
    expect(ready).toMatchObject({ status: 'ready' });
    expect(ready.durationSec).toBeCloseTo(40, 0);
    expect((await checkHls(platform.url + ready.hlsUrl!)).passed).toBe(true);
  });
});

describe('a chunk that fails', () => {
  let platform: TestPlatform;
  let scratch: string;
  let ffmpeg: string;
  const write = (script: string): void =>
    writeFileSync(ffmpeg, `#!/bin/sh\n${script}\nexec ffmpeg "$@"\n`, { mode: 0o755 });

  /** An ffmpeg that can't do the chunk which begins at 16 s, until it is mended. */
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-chunk-fails-'));
    ffmpeg = join(scratch, 'ffmpeg');
    write('case "$*" in *"-ss 16.000000"*) echo "[error] the lens is dirty" >&2; exit 1;; esac');
    platform = await startTestPlatform({ settings: { FFMPEG_PATH: ffmpeg } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('three times fails the video with its place and the reason; a retry does only what is left', async () => {
    const { id } = await platform.send(longSource(scratch, 40));
    const failed = await platform.api.follow(id, undefined, 110_000);
    expect(failed).toMatchObject({
      status: 'failed',
      playable: false,
      error: { code: 'chunk_failed', retryable: true },
    });
    expect(failed.error!.detail).toContain('From 0:16 to 0:32');
    expect(failed.error!.detail).toContain('the lens is dirty');
    const before: ChunkState[] = await platform.database.query(
      `SELECT index, kind, state, claims FROM chunks WHERE video_id = $1 AND state = 'done' ORDER BY index`,
      [id],
    );
    expect(before.length).toBeGreaterThanOrEqual(4);

    write('');
    await fetch(`${platform.url}/api/videos/${id}/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.token}` },
    });
    expect(await platform.api.follow(id, undefined, 60_000)).toMatchObject({ status: 'ready', attempt: 1 });
    const after: ChunkState[] = await platform.database.query(
      `SELECT index, kind, state, claims FROM chunks WHERE video_id = $1 ORDER BY index`,
      [id],
    );
    for (const chunk of before) expect(after).toContainEqual(chunk);
  });
});

/** A transport stream: it has no index to jump by. */
function streamSource(folder: string): string {
  return makeSource(folder, 'stream.ts', [
    ...picture('1280x720', 25, 40),
    ...tone(40),
    '-c:v',
    'mpeg2video',
    '-q:v',
    '4',
    '-c:a',
    'mp2',
  ]);
}
