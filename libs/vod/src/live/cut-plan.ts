import { ptsTicksPerMs } from '../mpeg-ts/pts.js';
import type { TsSegment } from '../mpeg-ts/read-segment.js';
import type { TimeRange } from './ring-index.js';
import { segmentEndMs, type RingSegment } from './segment-name.js';

/** Times in names are whole milliseconds. */
const roundingMs = 0.5;

/** A segment of the ring with what its bytes say; only a clip's first and last are read. */
export interface ReadSegment {
  segment: RingSegment;
  media: TsSegment;
}

/** Which pictures of the covering segments a clip is, in the order they are shown. */
export interface CutPlan {
  /** Pictures of the first segment that come before the clip. */
  skippedFrames: number;
  /** Pictures of the clip. */
  frames: number;
  /** Pictures of all covering segments. */
  coverFrames: number;
  /** UTC of the first picture, and of the end of the last one. */
  startMs: number;
  endMs: number;
  /** How long the first segment plays before the clip begins. */
  skippedMs: number;
  /**
   * So many bytes of the last segment hold its part of the clip; all of it when they are as many as it has. With B-frames
   * a few later pictures may be among them.
   */
  lastSegmentBytes: number;
  /** How long that part is. */
  lastSegmentMs: number;
}

/**
 * Plans a clip to the picture: from the one that was to be seen at the range's start to the last that began before its
 * end. `cover` are the segments of coverRange, not empty; `first` and `last` are its ends, read.
 */
export function planCut(
  cover: readonly RingSegment[],
  first: ReadSegment,
  last: ReadSegment,
  { fromMs, toMs }: TimeRange,
): CutPlan {
  const begins = timesOf(first);
  const ends = timesOf(last);
  const skippedFrames = Math.max(
    0,
    begins.findLastIndex((atMs) => atMs <= fromMs + roundingMs),
  );
  const keptOfLast = Math.max(1, ends.filter((atMs) => atMs + roundingMs < toMs).length);
  const coverFrames = cover.reduce((sum, { frames }) => sum + frames, 0);
  const afterFrames = last.segment.frames - keptOfLast;
  const isToItsEnd = afterFrames <= 0;
  const endMs = isToItsEnd ? segmentEndMs(last.segment) : ends[keptOfLast]!;
  return {
    skippedFrames,
    frames: Math.max(1, coverFrames - skippedFrames - Math.max(0, afterFrames)),
    coverFrames,
    startMs: begins[skippedFrames]!,
    endMs,
    skippedMs: begins[skippedFrames]! - first.segment.startMs,
    lastSegmentBytes: isToItsEnd ? last.segment.sizeBytes : endOfPictures(last, keptOfLast),
    lastSegmentMs: endMs - last.segment.startMs,
  };
}

/** UTC of each picture, in the order they are shown. */
function timesOf({ segment, media }: ReadSegment): number[] {
  const ticks = media.frames.map(({ ptsTicks }) => ptsTicks).toSorted((a, b) => a - b);
  return ticks.map((at) => segment.startMs + (at - media.firstPtsTicks) / ptsTicksPerMs);
}

/** Where the first `count` that are shown have all ended: B-frames lie behind pictures that are shown after them. */
function endOfPictures({ segment, media: { frames } }: ReadSegment, count: number): number {
  const lastTicks = frames.map(({ ptsTicks }) => ptsTicks).toSorted((a, b) => a - b)[count - 1]!;
  const last = frames.findLastIndex(({ ptsTicks }) => ptsTicks <= lastTicks);
  return frames[last + 1]?.start ?? segment.sizeBytes;
}
