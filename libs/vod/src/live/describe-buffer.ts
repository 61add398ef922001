import type { CameraBuffer } from './camera-status.js';
import { inUtc, ringBytes, ringGaps } from './ring-index.js';
import { segmentEndMs, type RingSegment } from './segment-name.js';

const utc = (atMs: number): string => new Date(atMs).toISOString();

/** The ring in numbers, as its status tells them. */
export function describeBuffer(
  ring: readonly RingSegment[],
  limits: Pick<CameraBuffer, 'configuredSec' | 'maxBytes' | 'isShortened'>,
): CameraBuffer {
  const [oldest, newest] = [ring[0], ring.at(-1)];
  const durationMs = ring.reduce((sum, segment) => sum + segment.durationMs, 0);
  return {
    ...limits,
    frameCount: ring.reduce((sum, { frames }) => sum + frames, 0),
    durationSec: durationMs / 1000,
    spanSec: oldest && newest ? (segmentEndMs(newest) - oldest.startMs) / 1000 : 0,
    oldestFrame: oldest ? utc(oldest.startMs) : null,
    newestFrame: newest ? utc(newestFrameMs(newest)) : null,
    sizeBytes: ringBytes(ring),
    segmentCount: ring.length,
    gaps: ringGaps(ring).map(inUtc),
  };
}

/** A segment ends one frame after its last picture began. */
const newestFrameMs = (segment: RingSegment): number =>
  Math.round(segmentEndMs(segment) - segment.durationMs / Math.max(1, segment.frames));
