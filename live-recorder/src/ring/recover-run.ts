import { readdir, readFile, rm, stat } from 'node:fs/promises';
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

/** Takes in what every ended run has left behind: files that nobody has indexed, the last of them torn. */
export async function recoverRuns(ring: CameraRing): Promise<RingSegment[]> {
  const names = await readdir(join(ring.dir, openFolder)).catch(() => []);
  const runs = names.map(parseRunId).filter((run) => run !== null);
  const recovered: RingSegment[] = [];
  for (const run of runs.toSorted((a, b) => a.epoch - b.epoch || a.run - b.run))
    recovered.push(...(await recoverRun(ring, run)));
  return recovered;
}

/**
 * The same for one run, which has ended. Its clock goes on from its newest segment in the ring; a file that doesn't, or
 * whose run has none, is dated by the moment it was last written to.
 */
export async function recoverRun(
  ring: CameraRing,
  run: { epoch: number; run: number },
): Promise<RingSegment[]> {
  const runDir = join(ring.dir, openRunFolder(run));
  const files = (await readdir(runDir)).filter(isOpenFile).toSorted();
  const recovered: RingSegment[] = [];
  let anchor = await anchorOf(ring, run);
  let number = anchor ? run.run : Math.max(run.run, ring.next().run);
  for (const file of files) {
    const path = join(runDir, file);
    const bytes = await readFile(path);
    const media = readTsSegment(bytes);
    // a torn beginning decodes to nothing
    if (!media?.startsWithKeyFrame) continue;
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
