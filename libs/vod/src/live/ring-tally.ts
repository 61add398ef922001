import { gapBetween, type TimeRange } from './ring-index.js';
import type { RingSegment } from './segment-name.js';

/** A ring in sums that follow what comes and goes: they are asked for at each segment, and a ring may have millions. */
export class RingTally {
  segmentCount = 0;
  frameCount = 0;
  durationMs = 0;
  sizeBytes = 0;
  private newest: RingSegment | null = null;
  /** Each with the segment that it follows. */
  private readonly holes: { gap: TimeRange; afterSeq: number }[] = [];

  constructor(ring: readonly RingSegment[]) {
    for (const segment of ring) this.add(segment);
  }

  /** Behind the newest. */
  add(segment: RingSegment): void {
    const gap = this.newest && gapBetween(this.newest, segment);
    if (this.newest && gap) this.holes.push({ gap, afterSeq: this.newest.seq });
    this.newest = segment;
    this.count(segment, 1);
  }

  /** The oldest of those that there are. */
  drop(segment: RingSegment): void {
    if (this.holes[0]?.afterSeq === segment.seq) this.holes.shift();
    this.count(segment, -1);
    if (this.segmentCount === 0) this.newest = null;
  }

  /** Where something is missing between two that follow each other, oldest first. */
  gaps(): TimeRange[] {
    return this.holes.map(({ gap }) => gap);
  }

  private count({ frames, durationMs, sizeBytes }: RingSegment, sign: 1 | -1): void {
    this.segmentCount += sign;
    this.frameCount += sign * frames;
    this.durationMs += sign * durationMs;
    this.sizeBytes += sign * sizeBytes;
  }
}
