import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HeldSegments, readRing } from '@sluice/storage';
import { cameraFolder, segmentPath } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdWhatCameLater } from './hold-later.js';

const startMs = Date.UTC(2026, 10, 20, 12);
const clip = { clipId: 'clip', cameraId: 'camera' };
const never = new AbortController().signal;

let uploadsDir: string;
let held: HeldSegments;
beforeEach(() => {
  uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-later-'));
  held = new HeldSegments(uploadsDir);
  for (const seq of [0, 1, 2]) deliver(seq);
});
afterEach(() => rmSync(uploadsDir, { recursive: true, force: true }));

const inCamera = (path: string): string => join(uploadsDir, cameraFolder(clip.cameraId), path);
function put(path: string, text = 'x'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
function deliver(seq: number): void {
  const times = { startMs: startMs + seq * 1000, durationMs: 1000 };
  put(inCamera(segmentPath({ ...times, frames: 30, epoch: 1, run: 1, seq, isRecovered: false })));
}
function leaveOpen(endSec: number, text?: string): void {
  const path = inCamera('open/1-1/000003.ts');
  put(path, text);
  const at = new Date(startMs + endSec * 1000);
  utimesSync(path, at, at);
}
const hold = (endSec: number, signal = never): Promise<void> =>
  holdWhatCameLater(
    { uploadsDir, held },
    { ...clip, startAt: new Date(startMs + 500), endAt: new Date(startMs + endSec * 1000) },
    signal,
  );
const heldSeqs = async (): Promise<number[]> =>
  (await readRing(held.folderOf(clip.clipId))).map(({ seq }) => seq);

describe('what came after a clip was stopped', () => {
  it('is waited for while a run has left it', async () => {
    leaveOpen(3.9);
    setTimeout(() => deliver(3), 400);
    await hold(3.8);
    expect(await heldSeqs()).toEqual([0, 1, 2, 3]);
  });

  it.each<[string, number, () => void]>([
    ['the clip has its end', 2.8, () => leaveOpen(3.9)],
    ['nothing is left', 3.8, () => undefined],
    ['a run has begun without a picture', 3.8, () => leaveOpen(3.9, '')],
    ['what is left is older', 3.8, () => leaveOpen(2.9)],
    ['the ring has come past it', 3.8, () => (leaveOpen(6.5), deliver(5))],
  ])('is not waited for where %s', async (_, endSec, prepare) => {
    prepare();
    // waiting would throw
    await hold(endSec, AbortSignal.abort());
    expect(await heldSeqs()).toEqual([0, 1, 2]);
  });

  it('is not waited for when the cut is over', async () => {
    leaveOpen(3.9);
    await expect(hold(3.8, AbortSignal.timeout(50))).rejects.toThrow();
  });
});
