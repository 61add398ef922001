import { aheadMaxMs, availableRanges, segmentEndMs, type RingSegment } from '@sluice/vod';

/**
 * The segment with the picture that was to be seen at a moment, by UTC in ms; the newest for null, and for a moment a
 * little ahead of it. null for one that the ring doesn't hold. `ring` is in order of seq.
 */
export function findSegment(ring: readonly RingSegment[], atMs: number | null): RingSegment | null {
  const newest = ring.at(-1);
  if (!newest || atMs === null) return newest ?? null;
  const aheadMs = atMs - segmentEndMs(newest);
  if (aheadMs >= 0) return aheadMs <= aheadMaxMs ? newest : null;
  const isThere = availableRanges(ring).some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  if (!isThere) return null;
  const holds = (segment: RingSegment): boolean => segment.startMs <= atMs && atMs < segmentEndMs(segment);
  // times in names are rounded: between two segments there may be a millisecond that neither has
  return ring.findLast(holds) ?? ring.findLast(({ startMs }) => startMs <= atMs) ?? null;
}
