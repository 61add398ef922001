/** A segment as the playlist has it: where in the media element, and when by the clock. */
export interface StreamSegment {
  startSec: number;
  durationSec: number;
  startMs: number;
}

export interface TimeRange {
  fromMs: number;
  toMs: number;
}

const endMs = ({ startMs, durationSec }: StreamSegment): number => startMs + durationSec * 1000;

/** From the oldest to the newest picture; null while there is none. */
export function rangeOf(segments: readonly StreamSegment[]): TimeRange | null {
  const [first] = segments;
  const last = segments.at(-1);
  return first && last ? { fromMs: first.startMs, toMs: endMs(last) } : null;
}

/** Where in the media element a moment is. In a hole: where the picture begins again; beyond the ends: the end. */
export function toMediaSec(segments: readonly StreamSegment[], momentMs: number): number | null {
  const segment = segments.find((one) => momentMs < endMs(one)) ?? segments.at(-1);
  if (!segment) return null;
  const intoSec = (momentMs - segment.startMs) / 1000;
  return segment.startSec + Math.min(Math.max(0, intoSec), segment.durationSec);
}
