/** When a run's ffmpeg last gave a sign of life, on the steady clock. */
export interface RunSigns {
  startedAtMs: number;
  /** null before the first segment. */
  segmentAtMs: number | null;
  /** When its count of pictures last grew. */
  grownAtMs: number;
  frames: number;
}

const firstSegmentMs = 10_000;
const segmentMs = 4000;
const framesMs = 5000;

export const firstSigns = (nowMs: number): RunSigns => ({
  startedAtMs: nowMs,
  segmentAtMs: null,
  grownAtMs: nowMs,
  frames: 0,
});

export const countFrames = (signs: RunSigns, frames: number, nowMs: number): RunSigns =>
  frames > signs.frames ? { ...signs, frames, grownAtMs: nowMs } : signs;

/**
 * What is wrong with a run that should be recording, or null. It does not ask ffmpeg, which waits for ever on some
 * networks and ends with exit code 0 on others.
 */
export function findStall(signs: RunSigns, gopSec: number, nowMs: number): string | null {
  if (signs.segmentAtMs === null)
    return nowMs - signs.startedAtMs > firstSegmentMs
      ? `no picture within ${firstSegmentMs / 1000} s of connecting`
      : null;
  const patienceMs = Math.max(segmentMs, 3 * gopSec * 1000);
  if (nowMs - signs.segmentAtMs > patienceMs) return `nothing new for ${(patienceMs / 1000).toFixed(0)} s`;
  return nowMs - signs.grownAtMs > framesMs ? `no new picture for ${framesMs / 1000} s` : null;
}
