import type { CameraBuffer } from './camera-status.js';
import { inUtc } from './ring-index.js';
import { RingTally } from './ring-tally.js';
import { segmentEndMs, type RingSegment } from './segment-name.js';

const utc = (atMs: number): string => new Date(atMs).toISOString();

/** The ring in numbers, as its status tells them; whoever keeps its tally has it told without counting. */
export function describeBuffer(
  ring: readonly RingSegment[],
  limits: Pick<CameraBuffer, 'configuredSec' | 'maxBytes' | 'isShortened'>,
  tally = new RingTally(ring),
): CameraBuffer {
  const [oldest, newest] = [ring[0], ring.at(-1)];
  return {
    ...limits,
    frameCount: tally.frameCount,
    durationSec: tally.durationMs / 1000,
    spanSec: oldest && newest ? (segmentEndMs(newest) - oldest.startMs) / 1000 : 0,
    oldestFrame: oldest ? utc(oldest.startMs) : null,
    newestFrame: newest ? utc(newestFrameMs(newest)) : null,
    sizeBytes: tally.sizeBytes,
    segmentCount: tally.segmentCount,
    gaps: tally.gaps().map(inUtc),
  };
}

/** A segment ends one frame after its last picture began. */
const newestFrameMs = (segment: RingSegment): number =>
  Math.round(segmentEndMs(segment) - segment.durationMs / Math.max(1, segment.frames));
