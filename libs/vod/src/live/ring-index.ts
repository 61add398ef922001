import { segmentEndMs, type RingSegment } from './segment-name.js';

export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** As the API tells a range. */
export const inUtc = ({ fromMs, toMs }: TimeRange): { from: string; to: string } => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

/** Less is the rounding of names and the clock being led; a missing picture of 25 a second is 40 ms. */
const gapToleranceMs = 100;

/** What of [fromMs, toMs] there is. */
export interface RingCover {
  /** Those that hold any of it, in order. */
  segments: RingSegment[];
  /** What is missing, also before the first and behind the last. */
  gaps: TimeRange[];
  /** Nothing is. */
  isWhole: boolean;
}

/** The segments that hold a range, and what they lack of it. `ring` is in order of seq; what it answers, in that of time too. */
export function coverRange(ring: readonly RingSegment[], { fromMs, toMs }: TimeRange): RingCover {
  const segments = newestPass(
    ring.filter((segment) => segmentEndMs(segment) > fromMs && segment.startMs < toMs),
  );
  const gaps: TimeRange[] = [];
  let reachedMs = fromMs;
  for (const segment of segments) {
    if (segment.startMs - reachedMs > gapToleranceMs) gaps.push({ fromMs: reachedMs, toMs: segment.startMs });
    reachedMs = Math.max(reachedMs, segmentEndMs(segment));
  }
  if (toMs - reachedMs > gapToleranceMs || segments.length === 0) gaps.push({ fromMs: reachedMs, toMs });
  return { segments, gaps, isWhole: gaps.length === 0 };
}

/** Where a clock was set back, the same time was passed twice: of the earlier pass only what lies before the later one. */
function newestPass(segments: readonly RingSegment[]): RingSegment[] {
  let earliestMs = Infinity;
  return segments
    .toReversed()
    .filter(({ startMs }) => {
      const isBefore = startMs < earliestMs;
      earliestMs = Math.min(earliestMs, startMs);
      return isBefore;
    })
    .toReversed();
}

/** What the ring holds without a hole, oldest first. A run that was taken up at once makes no hole. */
export function availableRanges(ring: readonly RingSegment[]): TimeRange[] {
  const ranges: TimeRange[] = [];
  for (const segment of ring) {
    const open = ranges.at(-1);
    const endMs = segmentEndMs(segment);
    const follows = open && Math.abs(segment.startMs - open.toMs) <= gapToleranceMs;
    // A clock that was set back makes segments that lie before the ones before: they are a range of their own.
    if (open && (follows || (segment.startMs >= open.fromMs && segment.startMs < open.toMs)))
      open.toMs = Math.max(open.toMs, endMs);
    else ranges.push({ fromMs: segment.startMs, toMs: endMs });
  }
  return ranges;
}

/** What is missing between two that follow each other in the ring; null when nothing is. */
export function gapBetween(one: RingSegment, next: RingSegment): TimeRange | null {
  const endMs = segmentEndMs(one);
  return next.startMs - endMs > gapToleranceMs ? { fromMs: endMs, toMs: next.startMs } : null;
}

/** Segments by their runs: within one, timestamps go on from file to file. */
export function runsOf(segments: readonly RingSegment[]): RingSegment[][] {
  const runs: RingSegment[][] = [];
  for (const segment of segments) {
    const latest = runs.at(-1);
    if (latest && isSameRun(latest[0]!, segment)) latest.push(segment);
    else runs.push([segment]);
  }
  return runs;
}

export const isSameRun = (one: RingSegment, other: RingSegment): boolean =>
  one.run === other.run && one.epoch === other.epoch;

/** The last seconds of the ring, for a live playlist: never less than three segments, when there are three. */
export function liveWindow(ring: readonly RingSegment[], windowSec: number): RingSegment[] {
  const newest = ring.at(-1);
  if (!newest) return [];
  const oldestMs = segmentEndMs(newest) - windowSec * 1000;
  // what lies later than the newest is from before its clock was set back
  const isOutside = ({ startMs }: RingSegment): boolean => startMs < oldestMs || startMs > newest.startMs;
  return ring.slice(Math.max(0, Math.min(ring.findLastIndex(isOutside) + 1, ring.length - 3)));
}

export const ringBytes = (ring: readonly RingSegment[]): number =>
  ring.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/**
 * The numbers of what comes next. Both go on from the newest segment; in an empty ring they begin at the wall clock's
 * seconds, which is above anything that was used before: no camera writes more than a segment a second for long.
 */
export function nextNumbers(ring: readonly RingSegment[], nowMs: number): { seq: number; run: number } {
  const newest = ring.at(-1);
  const seconds = Math.floor(nowMs / 1000);
  return newest ? { seq: newest.seq + 1, run: newest.run + 1 } : { seq: seconds, run: seconds };
}
