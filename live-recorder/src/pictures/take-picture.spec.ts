import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStorage } from '@sluice/storage';
import { cameraFolder, snapshotKeys, type RingSegment } from '@sluice/vod';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRun } from '../testing/clock-ring.js';
import { readClockOf } from '../../../scripts/api/read-clock.js';
import { takePicture } from './take-picture.js';

const cameraId = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const { pictureKey, thumbnailKey } = snapshotKeys('1b7a2f3c-9d1e-4c5b-8a6f-001122334455');
const startMs = Date.UTC(2026, 10, 20, 12, 59, 58, 250);
/** Pictures show whole milliseconds of times that are none. */
const roundingMs = 1;
const frameMs = 1000 / 30;

describe('takePicture', () => {
  let uploadsDir: string;
  let segments: RingSegment[];
  beforeAll(async () => {
    uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-pictures-'));
    const dir = join(uploadsDir, cameraFolder(cameraId));
    mkdirSync(dir, { recursive: true });
    segments = await addRun(dir, { run: 1, startMs, seconds: 3 });
    // behind a hole
    segments.push(...(await addRun(dir, { run: 2, startMs: startMs + 10_000, seconds: 2 })));
  });
  afterAll(() => rmSync(uploadsDir, { recursive: true, force: true }));

  const take = (atMs: number | null) =>
    takePicture(
      {
        cameraId,
        atMs,
        outputs: [
          { key: pictureKey, longestSide: null },
          { key: thumbnailKey, longestSide: 480 },
        ],
      },
      {
        uploadsDir,
        ffmpegPath: 'ffmpeg',
        storage: createStorage({ driver: 'local', rootDir: join(uploadsDir, 'media') }),
        signal: new AbortController().signal,
      },
    );
  const pathOf = (key: string): string => join(uploadsDir, 'media', key);
  const shownMs = (): number => readClockOf(['-i', pathOf(pictureKey)], startMs)[0]!;

  it.each([0, 1, 33, 34, 499, 999, 1000, 1001, 1984, 2967, 2999, 10_000, 10_501, 11_999])(
    'the one that was to be seen %i ms after the beginning',
    async (afterMs) => {
      const taken = (await take(startMs + afterMs))!;
      expect(Math.abs(shownMs() - taken.atMs)).toBeLessThanOrEqual(roundingMs);
      const lateMs = startMs + afterMs - taken.atMs;
      expect(lateMs).toBeGreaterThanOrEqual(-roundingMs);
      expect(lateMs).toBeLessThan(frameMs + roundingMs);
    },
  );

  it('the newest, also for a moment that is a little ahead', async () => {
    const newestMs = Math.round(startMs + 12_000 - frameMs);
    for (const atMs of [null, startMs + 12_500]) {
      expect((await take(atMs))!.atMs).toBe(newestMs);
      expect(Math.abs(shownMs() - newestMs)).toBeLessThanOrEqual(roundingMs);
    }
  });

  it('none before, in a hole, and far ahead', async () => {
    for (const afterMs of [-1, 3000, 9999, 18_000]) expect(await take(startMs + afterMs)).toBeNull();
  });

  it('of a camera without a ring: none', async () => {
    rmSync(pathOf(pictureKey));
    rmSync(join(uploadsDir, cameraFolder(cameraId)), { recursive: true });
    expect(await take(null)).toBeNull();
  });

  it('is a JPEG of full range, in the sizes that were asked for, never larger', async () => {
    const dir = join(uploadsDir, cameraFolder(cameraId));
    mkdirSync(dir, { recursive: true });
    await addRun(dir, { run: 3, startMs, seconds: 1, size: '320x180' });
    const taken = await take(null);
    const picture = readFileSync(pathOf(pictureKey));
    expect(taken).toEqual({ atMs: expect.any(Number), width: 320, height: 180, sizeBytes: picture.length });
    for (const path of [pictureKey, thumbnailKey].map(pathOf))
      expect(await sharp(path).metadata()).toMatchObject({
        format: 'jpeg',
        width: 320,
        height: 180,
        chromaSubsampling: '4:2:0',
      });
    // the bars are drawn in studio white and black
    const { channels } = await sharp(picture).stats();
    expect(Math.max(...channels.map(({ max }) => max))).toBeGreaterThanOrEqual(250);
    expect(Math.min(...channels.map(({ min }) => min))).toBeLessThanOrEqual(5);
  });
});
