import { copyFile, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isOpenFile,
  openFolder,
  openRunFolder,
  parseRunId,
  readTsSegment,
  segmentPath,
  type RingSegment,
} from '@sluice/vod';
import type { CameraRing } from './camera-ring.js';
import { segmentTimes, type SegmentTimes } from './segment-times.js';

/** UTC − PTS of a run, and where it has got to. */
interface Anchor {
  offsetMs: number;
  endPtsMs: number;
}

/** Further apart than this, two files are not of one clock. */
const continuityMs = 1000;

/**
 * Takes in what runs have left behind: files that nobody has indexed, the last of them torn. Asked before anything new
 * is recorded: what came later would count as newer, and hide it.
 */
export async function recoverRuns(ring: CameraRing): Promise<RingSegment[]> {
  const names = await readdir(join(ring.dir, openFolder)).catch(ignoreMissing);
  const runs = names.map(parseRunId).filter((run) => run !== null);
  const recovered: RingSegment[] = [];
  // runs count on for ever; epochs begin anew when Redis has forgotten them
  for (const run of runs.toSorted((a, b) => a.run - b.run || a.epoch - b.epoch)) {
    ring.assertOurs();
    const runDir = join(ring.dir, openRunFolder(run));
    const files = await listFiles(runDir);
    await detachNewest(runDir, files);
    recovered.push(...(await takeIn(ring, run, files)));
  }
  return recovered;
}

/**
 * Of a recorder that is merely frozen, ffmpeg goes on: from now on it writes into a file without a name, while the one
 * that the ring gets stays as it was counted. The folder is gone before it begins another.
 */
async function detachNewest(runDir: string, files: readonly string[]): Promise<void> {
  const newest = files.at(-1);
  if (!newest) return;
  const path = join(runDir, newest);
  try {
    const { atime, mtime } = await stat(path);
    await copyFile(path, `${path}.copy`);
    // by which it may be dated
    await utimes(`${path}.copy`, atime, mtime);
    await rename(`${path}.copy`, path);
  } catch (error) {
    nullWhenUnreadable(error as NodeJS.ErrnoException);
  }
}

/** The same for one run, whose ffmpeg has ended. */
export async function recoverRun(
  ring: CameraRing,
  run: { epoch: number; run: number },
): Promise<RingSegment[]> {
  return takeIn(ring, run, await listFiles(join(ring.dir, openRunFolder(run))));
}

/**
 * A run's clock goes on from its newest segment in the ring; a file that doesn't, or whose run has none, is dated by the
 * moment it was last written to.
 */
async function takeIn(
  ring: CameraRing,
  run: { epoch: number; run: number },
  files: readonly string[],
): Promise<RingSegment[]> {
  const runDir = join(ring.dir, openRunFolder(run));
  const recovered: RingSegment[] = [];
  let anchor = await anchorOf(ring, run);
  let number = anchor ? run.run : Math.max(run.run, ring.next().run);
  for (const file of files) {
    const path = join(runDir, file);
    const bytes = await readFile(path).catch(nullWhenUnreadable);
    const media = bytes && readTsSegment(bytes);
    // a torn beginning decodes to nothing
    if (!bytes || !media?.startsWithKeyFrame) continue;
    const times = segmentTimes(media, anchor?.endPtsMs ?? null);
    if (anchor && Math.abs(times.firstPtsMs - anchor.endPtsMs) > continuityMs) {
      anchor = null;
      number = ring.next().run;
    }
    const offsetMs = anchor?.offsetMs ?? (await stat(path)).mtimeMs - times.endPtsMs;
    anchor = { offsetMs, endPtsMs: times.endPtsMs };
    recovered.push(
      await adoptTorn(
        ring,
        path,
        { ...run, run: number },
        offsetMs,
        times,
        bytes.length,
        media.frames.length,
      ),
    );
  }
  await rm(runDir, { recursive: true });
  return recovered;
}

function adoptTorn(
  ring: CameraRing,
  path: string,
  run: { epoch: number; run: number },
  offsetMs: number,
  { firstPtsMs, durationMs }: SegmentTimes,
  sizeBytes: number,
  frames: number,
): Promise<RingSegment> {
  const startMs = Math.round(offsetMs + firstPtsMs);
  const named = { ...run, startMs, durationMs: Math.round(durationMs), frames, isRecovered: true };
  return ring.adopt(path, named, sizeBytes);
}

/** null when the run has nothing in the ring, or its newest segment can't be read. */
async function anchorOf(ring: CameraRing, run: { epoch: number; run: number }): Promise<Anchor | null> {
  const newest = ring.newest();
  if (!newest || newest.run !== run.run || newest.epoch !== run.epoch) return null;
  const bytes = await readFile(join(ring.dir, segmentPath(newest))).catch(() => null);
  const media = bytes && readTsSegment(bytes);
  if (!media) return null;
  const { firstPtsMs, endPtsMs } = segmentTimes(media, null);
  return { offsetMs: newest.startMs - firstPtsMs, endPtsMs };
}

const listFiles = async (runDir: string): Promise<string[]> =>
  (await readdir(runDir)).filter(isOpenFile).toSorted();

function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** A bad spot on the disk costs the second that lies there, and not all that the camera would record from now on. */
function nullWhenUnreadable(error: NodeJS.ErrnoException): null {
  if (error.code === 'EIO') return null;
  throw error;
}
