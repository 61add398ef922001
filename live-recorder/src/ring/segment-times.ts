import { ptsTicksPerMs, unwrapPts, type TsSegment } from '@sluice/vod';

/** When a segment's pictures are shown, on its run's own clock. */
export interface SegmentTimes {
  firstPtsMs: number;
  endPtsMs: number;
  frameMs: number;
  durationMs: number;
}

/** For a lone picture, which has no distance to another. */
const loneFrameMs = 40;

/** `nearPtsMs` is a time of the run that is known: timestamps begin again after 26.5 hours, runs don't. */
export function segmentTimes(segment: TsSegment, nearPtsMs: number | null): SegmentTimes {
  const { firstPtsTicks, lastPtsTicks, frameTicks } = segment;
  const nearTicks = nearPtsMs === null ? firstPtsTicks : nearPtsMs * ptsTicksPerMs;
  const firstPtsMs = unwrapPts(firstPtsTicks, nearTicks) / ptsTicksPerMs;
  const frameMs = frameTicks > 0 ? frameTicks / ptsTicksPerMs : loneFrameMs;
  const durationMs = (lastPtsTicks - firstPtsTicks) / ptsTicksPerMs + frameMs;
  return { firstPtsMs, endPtsMs: firstPtsMs + durationMs, frameMs, durationMs };
}
