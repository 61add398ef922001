import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RecordingClip } from '@sluice/database';
import { HeldSegments, readRing } from '@sluice/storage';
import { cameraFolder, segmentPath, type RingSegment } from '@sluice/vod';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClipKeeper } from './clip-keeper.js';

const startMs = Date.UTC(2026, 10, 20, 12);
const camera = 'a';

let uploadsDir: string;
let ring: RingSegment[];
let rows: RecordingClip[];
let isAway: boolean;
let keeper: ClipKeeper;
beforeEach(() => {
  uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-held-'));
  [ring, rows, isAway] = [[], [], false];
  const find = (): Promise<RecordingClip[]> =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(rows);
  keeper = new ClipKeeper(find, new HeldSegments(uploadsDir), pino({ enabled: false }));
});
afterEach(() => rmSync(uploadsDir, { recursive: true, force: true }));

/** A second, `seq` seconds after the start unless it is said otherwise. */
function deliver(seq: number, afterSec = seq): void {
  const times = { startMs: startMs + afterSec * 1000, durationMs: 1000 };
  const segment = { ...times, frames: 30, epoch: 1, run: 1, seq };
  const kept = { ...segment, isRecovered: false, sizeBytes: 1 };
  const path = join(uploadsDir, cameraFolder(camera), segmentPath(kept));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
  ring.push(kept);
}

function forget(count: number): void {
  for (const segment of ring.splice(0, count))
    rmSync(join(uploadsDir, cameraFolder(camera), segmentPath(segment)));
}

const clip = (clipId: string, afterSec: number, untilSec = 3600): RecordingClip => ({
  clipId,
  cameraId: camera,
  startAt: new Date(startMs + afterSec * 1000),
  holdUntil: new Date(startMs + untilSec * 1000),
});
const heldBy = async (clipId: string): Promise<number[]> =>
  (await readRing(join(uploadsDir, 'clips', clipId))).map(({ seq }) => seq);
const open = (): Promise<() => void> => keeper.keep(camera, { list: () => ring });

describe('ClipKeeper', () => {
  it('holds what is delivered for every clip that has begun', async () => {
    rows = [clip('one', 0), clip('two', 1.5), { ...clip('other', 0), cameraId: 'b' }];
    await keeper.refresh();
    await open();
    for (const seq of [0, 1, 2]) {
      deliver(seq);
      await keeper.hold(camera);
    }
    forget(3);
    expect(await heldBy('one')).toEqual([0, 1, 2]);
    expect(await heldBy('two')).toEqual([1, 2]);
    expect(await heldBy('other')).toEqual([]);
  });

  it('holds the past of a clip as soon as it is known, and nothing when it is stopped', async () => {
    for (const seq of [0, 1, 2, 3]) deliver(seq);
    await open();
    rows = [clip('one', 1)];
    await keeper.refresh();
    expect(await heldBy('one')).toEqual([1, 2, 3]);
    rows = [];
    await keeper.refresh();
    deliver(4);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([1, 2, 3]);
  });

  it('holds what is there when a ring is opened, again too', async () => {
    rows = [clip('one', 0)];
    await keeper.refresh();
    deliver(0);
    const close = await open();
    expect(await heldBy('one')).toEqual([0]);
    close();
    rmSync(join(uploadsDir, 'clips'), { recursive: true });
    deliver(1);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([]);
    await open();
    expect(await heldBy('one')).toEqual([0, 1]);
  });

  it('holds nothing that lies behind a clip', async () => {
    for (const seq of [0, 1, 2, 3, 4]) deliver(seq);
    rows = [clip('one', 1, 2.5)];
    await keeper.refresh();
    await open();
    deliver(5);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([1, 2]);
    expect(keeper.lackedSeq(camera)).toBeNull();
  });

  it('goes on where a clock that was set back dates segments before the clip, also as another recorder', async () => {
    deliver(9);
    deliver(10);
    await open();
    rows = [clip('one', 10)];
    await keeper.refresh();
    deliver(11, 5);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([10, 11]);
    const other = new ClipKeeper(
      () => Promise.resolve(rows),
      new HeldSegments(uploadsDir),
      pino({ enabled: false }),
    );
    await other.refresh();
    deliver(12, 6);
    await other.keep(camera, { list: () => ring });
    expect(await heldBy('one')).toEqual([10, 11, 12]);
  });

  it('begins with what was recorded since the clock was set back', async () => {
    for (const seq of [0, 1, 2, 3]) deliver(seq, 100 + seq);
    for (const seq of [4, 5, 6]) deliver(seq, seq);
    rows = [clip('one', 5)];
    await keeper.refresh();
    await open();
    expect(await heldBy('one')).toEqual([5, 6]);
  });

  it('holds on what it knows while PostgreSQL is away', async () => {
    rows = [clip('one', 0)];
    await keeper.refresh();
    await open();
    isAway = true;
    await expect(keeper.refresh()).rejects.toThrow('away');
    deliver(0);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([0]);
    isAway = false;
    await keeper.refresh();
  });

  it('tries again what a disk refused, and ends no recording for it', async () => {
    rows = [clip('one', 0), clip('two', 0)];
    await keeper.refresh();
    await open();
    mkdirSync(join(uploadsDir, 'clips'));
    writeFileSync(join(uploadsDir, 'clips/one'), 'in the way');
    deliver(0);
    await keeper.hold(camera);
    expect(await heldBy('two')).toEqual([0]);
    deliver(1);
    await keeper.hold(camera);
    // the ring must not delete it
    expect(keeper.lackedSeq(camera)).toBe(0);
    expect(keeper.lackedSeq('b')).toBeNull();
    rmSync(join(uploadsDir, 'clips/one'));
    deliver(2);
    await keeper.hold(camera);
    expect(await heldBy('one')).toEqual([0, 1, 2]);
    expect(keeper.lackedSeq(camera)).toBeNull();
  });
});
