import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CutClaim } from '@sluice/database';
import { createStorage, readRing } from '@sluice/storage';
import { clipPictureKeys, segmentPath } from '@sluice/vod';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addRun, firstBeepSec } from '../testing/clock-ring.js';
import { readClockOf } from '../../../scripts/api/read-clock.js';
import { cutClip } from './cut-clip.js';

const clipId = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const startMs = Date.UTC(2026, 10, 20, 12, 59, 50, 250);
const secondRunMs = startMs + 12_345;
const frameMs = 1000 / 30;
/** Pictures show whole milliseconds of times that are none. */
const roundingMs = 1;

/** UTC of every picture that the camera has made. */
const madeMs = [startMs, secondRunMs].flatMap((fromMs) =>
  Array.from({ length: 300 }, (_, at) => fromMs + at * frameMs),
);
/** Those that a clip has: from the one that is to be seen when it begins to the last that begins before its end. */
const wantedMs = (fromMs: number, toMs: number): number[] =>
  madeMs.filter((atMs) => atMs + frameMs > fromMs + 0.5 && atMs + 0.5 < toMs);

describe('cutClip', () => {
  let heldFolder: string;
  let uploadsDir: string;
  beforeAll(async () => {
    heldFolder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
    await addRun(heldFolder, { run: 1, startMs, seconds: 10 });
    await addRun(heldFolder, { run: 2, startMs: secondRunMs, seconds: 10 });
  });
  afterAll(() => rmSync(heldFolder, { recursive: true, force: true }));
  beforeEach(() => {
    uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-cut-'));
  });
  afterEach(() => rmSync(uploadsDir, { recursive: true, force: true }));
  const storedPath = (): string => join(uploadsDir, 'stored.mp4');
  let encodings: number;

  async function cut(
    fromMs: number,
    toMs: number,
    { folder = heldFolder, signal = new AbortController().signal } = {},
  ) {
    const workDir = mkdtempSync(join(uploadsDir, 'work-'));
    const storage = createStorage({ driver: 'local', rootDir: join(uploadsDir, 'media') });
    const claim: CutClaim = {
      clipId,
      attempt: 1,
      tries: 1,
      cameraId: null,
      startAt: new Date(fromMs),
      endAt: new Date(toMs),
    };
    encodings = 0;
    const made = await cutClip(claim, {
      ffmpegPath: 'ffmpeg',
      ffprobePath: 'ffprobe',
      storage,
      heldFolder: folder,
      workDir,
      run: { signal, workDir },
      keepSource: (filePath) => {
        copyFileSync(filePath, storedPath());
        return Promise.resolve(storedPath());
      },
      onEncode: () => void encodings++,
      log: pino({ enabled: false }),
    });
    return { ...made, path: made.source.path };
  }

  /** The same in every run of this spec. */
  const ranges = Array.from({ length: 12 }, (_, at): [number, number] => {
    const fromMs = (at * 7919) % 21_000;
    return [fromMs, Math.min(22_345, fromMs + 150 + ((at * 104_729) % 9000))];
  }).filter(([fromMs, toMs]) => wantedMs(startMs + fromMs, startMs + toMs).length > 2);

  it.each([...ranges, [0, 22_345] as [number, number], [0, 10_000], [1000, 2000]])(
    'from %i to %i ms: exactly its pictures, and the sound with them',
    async (fromMs, toMs) => {
      const wanted = wantedMs(startMs + fromMs, startMs + toMs);
      const { path, frames } = await cut(startMs + fromMs, startMs + toMs);
      const shown = readClockOf(['-i', path], startMs);
      expect([frames, shown.length]).toEqual([wanted.length, wanted.length]);
      const errors = shown.map((atMs, at) => Math.abs(atMs - wanted[at]!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(roundingMs + 1);
    },
  );

  it.each([0, 0.7, 3.417, 12.6])('keeps the sound in step, from %f s on', async (fromSec) => {
    const fromMs = startMs + fromSec * 1000;
    const { path } = await cut(fromMs, fromMs + 3000);
    const [firstMs] = readClockOf(['-i', path], startMs);
    const beepSec = firstBeepSec(path);
    const lateMs = ((firstMs! + beepSec * 1000 + 500) % 1000) - 500;
    expect(Math.abs(lateMs)).toBeLessThan(15);
  });

  it('says what the file is, and stores a picture from its middle', async () => {
    const made = await cut(startMs + 8000, startMs + 14_345);
    const bytes = readFileSync(made.path);
    expect(made).toMatchObject({
      source: {
        fileName: `${clipId}.mp4`,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
      gaps: [
        {
          from: new Date(startMs + 10_000).toISOString(),
          to: new Date(secondRunMs).toISOString(),
        },
      ],
      frames: 120,
      hasMiddlePicture: true,
    });
    // where runs meet, the next begins when picture and sound of the one before have ended
    expect(made.durationSec).toBeGreaterThan(3.99);
    expect(made.durationSec).toBeLessThan(4.08);
    const { posterKey, thumbnailKey } = clipPictureKeys(clipId, 1);
    const poster = join(uploadsDir, 'media', posterKey);
    const [middleMs] = readClockOf(['-i', poster], startMs);
    expect(Math.abs(middleMs! - secondRunMs)).toBeLessThan(100);
    expect(await sharp(poster).metadata()).toMatchObject({ width: 640, height: 360 });
    expect(await sharp(join(uploadsDir, 'media', thumbnailKey)).metadata()).toMatchObject({ width: 480 });
  });

  it('encodes where another camera went on, every picture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
    await addRun(folder, { run: 1, startMs, seconds: 2 });
    await addRun(folder, { run: 2, startMs: startMs + 2000, seconds: 2, size: '320x240' });
    const { path, frames } = await cut(startMs + 500, startMs + 3500, { folder });
    expect(frames).toBe(90);
    const shown = readClockOf(['-i', path], startMs);
    expect(shown).toHaveLength(90);
    expect(Math.abs(shown[0]! - startMs - 500)).toBeLessThanOrEqual(roundingMs + 1);
    rmSync(folder, { recursive: true });
  });

  describe('with B-frames', () => {
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
      await addRun(folder, { run: 1, startMs, seconds: 4, bFrames: 2 });
      await addRun(folder, { run: 2, startMs: secondRunMs, seconds: 4, bFrames: 2 });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['within a second', 200, 700, true],
      ['within a later second, by one picture', 1400, 2034, true],
      ['to the last picture but one of a second', 300, 1966, true],
      ['to the end of a second', 1233, 3000, false],
      ['across runs, within a second', 3100, 13_480, true],
      ['to the end of all', 12_700, 16_345, false],
    ] as const)(
      '%s: exactly its pictures, encoded only where it must be',
      async (_, fromMs, toMs, isEncoded) => {
        const wanted = wantedMs(startMs + fromMs, startMs + toMs).filter(
          (atMs) => atMs < startMs + 3999 || (atMs >= secondRunMs && atMs < secondRunMs + 3999),
        );
        const { path, frames } = await cut(startMs + fromMs, startMs + toMs, { folder });
        const shown = readClockOf(['-i', path], startMs);
        expect([frames, shown.length]).toEqual([wanted.length, wanted.length]);
        const errors = shown.map((atMs, at) => Math.abs(atMs - wanted[at]!));
        expect(Math.max(...errors)).toBeLessThanOrEqual(roundingMs + 1);
        expect(encodings).toBe(isEncoded ? 1 : 0);
      },
    );

    it('keeps the sound in step', async () => {
      const { path } = await cut(startMs + 700, startMs + 3450, { folder });
      const [firstMs] = readClockOf(['-i', path], startMs);
      const lateMs = ((firstMs! + firstBeepSec(path) * 1000 + 500) % 1000) - 500;
      expect(Math.abs(lateMs)).toBeLessThan(15);
    });
  });

  it('takes a torn end for what is in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
    await addRun(folder, { run: 1, startMs, seconds: 3, tornAt: 0.6 });
    await addRun(folder, { run: 2, startMs: startMs + 4000, seconds: 2 });
    const ring = await readRing(folder);
    const { frames } = await cut(startMs + 500, startMs + 5500, { folder });
    const counted = ring.reduce((sum, segment) => sum + segment.frames, 0) - 15 - 15;
    expect(Math.abs(frames - counted)).toBeLessThanOrEqual(1);
    rmSync(folder, { recursive: true });
  });

  it('refuses what has fewer pictures than its names say', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-held-'));
    const [, second] = await addRun(folder, { run: 1, startMs, seconds: 3 });
    truncateSync(join(folder, segmentPath(second!)), 188 * 40);
    await expect(cut(startMs + 500, startMs + 2500, { folder })).rejects.toMatchObject({
      code: 'clip_incomplete',
    });
    expect(existsSync(storedPath())).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('ends at once when it is aborted, and leaves no source', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('the recorder stops')), 150);
    await expect(cut(startMs, startMs + 20_000, { signal: stop.signal })).rejects.toThrow(
      'the recorder stops',
    );
    expect(existsSync(storedPath())).toBe(false);
  });

  it('finds nothing where nothing is held', async () => {
    await expect(cut(startMs + 60_000, startMs + 61_000)).rejects.toMatchObject({ code: 'no_footage' });
    mkdirSync(join(uploadsDir, 'empty'));
    await expect(cut(startMs, startMs + 1000, { folder: join(uploadsDir, 'empty') })).rejects.toMatchObject({
      code: 'no_footage',
    });
  });
});
