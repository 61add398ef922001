import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cameraFolder, segmentPath, type RingSegment } from '@sluice/vod';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HeldSegments } from './held-segments.js';
import { readRing } from './read-ring.js';

const cameraId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const clipId = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
let uploads: string;
let held: HeldSegments;
beforeEach(() => {
  uploads = mkdtempSync(join(tmpdir(), 'sluice-held-'));
  held = new HeldSegments(uploads);
});
afterEach(() => rmSync(uploads, { recursive: true, force: true }));

const fileOf = (segment: RingSegment): string => join(uploads, cameraFolder(cameraId), segmentPath(segment));
const ring = Array.from({ length: 3 }, (_, seq): RingSegment => ({
  startMs: Date.UTC(2026, 10, 20, 12, 59, 58 + seq),
  durationMs: 1000,
  frames: 30,
  epoch: 1,
  run: 1,
  seq,
  isRecovered: false,
  sizeBytes: 10,
}));
const record = (): void => {
  for (const segment of ring) {
    mkdirSync(dirname(fileOf(segment)), { recursive: true });
    writeFileSync(fileOf(segment), Buffer.alloc(segment.sizeBytes));
  }
};

it('keeps what the ring deletes, as a ring of its own', async () => {
  record();
  expect(await held.hold(clipId, cameraId, ring)).toBe(3);
  rmSync(join(uploads, cameraFolder(cameraId)), { recursive: true });
  expect(await readRing(held.folderOf(clipId))).toEqual(ring);
  expect(await held.list()).toEqual([clipId]);
});

it('takes no room, and holding again changes nothing', async () => {
  record();
  await held.hold(clipId, cameraId, ring.slice(0, 2));
  await held.hold(clipId, cameraId, ring);
  expect(statSync(fileOf(ring[0]!)).nlink).toBe(2);
  expect(await readRing(held.folderOf(clipId))).toHaveLength(3);
});

it('does without what the ring has deleted already', async () => {
  record();
  rmSync(fileOf(ring[0]!));
  expect(await held.hold(clipId, cameraId, ring)).toBe(2);
});

it('lets go of everything', async () => {
  record();
  await held.hold(clipId, cameraId, ring);
  await held.release(clipId);
  await held.release(clipId);
  expect(await held.list()).toEqual([]);
  expect(statSync(fileOf(ring[0]!)).nlink).toBe(1);
});

it('holds nothing before there is anything to hold', async () => {
  expect(await held.list()).toEqual([]);
});
