import { segmentEndMs, type RingSegment } from './segment-name.js';

/** A camera's ring and what it may take. */
export interface RingUsage {
  cameraId: string;
  bufferSec: number;
  maxBytes: number;
  /** While the disk has less than this, the ring gives up what is oldest. */
  minFreeBytes: number;
  /** In order of seq. */
  segments: readonly RingSegment[];
  /** Of all of them. */
  sizeBytes: number;
  /** Of those whose bytes somebody else holds as well: the disk gets nothing back when they go. */
  heldSeqs: ReadonlySet<number>;
  /** From this one on, a clip still lacks what it is to hold; null when none does. */
  lackedSeq: number | null;
}

export interface RetentionPlan {
  /** To delete, oldest first. Clips hold links of their own: deleting here takes nothing from them. */
  remove: { cameraId: string; segment: RingSegment }[];
  /** Rings that are shorter than they should be because the disk is full: people are told. */
  shortened: string[];
  /** Rings that lose for it what a clip still lacks: without room nothing new would be written either. */
  robbed: string[];
}

/** So much of each ring is left, however full the disk is: without it there would be no live picture. */
const keptUnderPressureSec = 10;

interface Remains {
  usage: RingUsage;
  sizeBytes: number;
  /** Index of the oldest that stays. */
  from: number;
}

/**
 * What has to go, in this order: what is too old, what is over the camera's quota, and what the disk is short of. A camera
 * that leaves more of it free gives way to the others.
 */
export function planRetention(
  rings: readonly RingUsage[],
  diskFreeBytes: number,
  nowMs: number,
): RetentionPlan {
  const remains = rings.map((usage) => keepWithin(usage, nowMs));
  let freeBytes = diskFreeBytes + freedBytes(remains);
  const shortened = new Set<Remains>();
  for (;;) {
    const fullest = findFullest(remains.filter(({ usage }) => freeBytes < usage.minFreeBytes));
    if (!fullest) break;
    freeBytes += dropUntilFreed(fullest);
    shortened.add(fullest);
  }
  const idsOf = (some: Iterable<Remains>): string[] => [...some].map(({ usage }) => usage.cameraId);
  return {
    remove: remains.flatMap(({ usage, from }) =>
      usage.segments.slice(0, from).map((segment) => ({ cameraId: usage.cameraId, segment })),
    ),
    shortened: idsOf(shortened),
    robbed: idsOf(remains.filter(hasDroppedLacked)),
  };
}

function keepWithin(usage: RingUsage, nowMs: number): Remains {
  const ring: Remains = { usage, sizeBytes: usage.sizeBytes, from: 0 };
  const oldestMs = nowMs - usage.bufferSec * 1000;
  const isOver = (next: RingSegment): boolean =>
    segmentEndMs(next) < oldestMs || ring.sizeBytes > usage.maxBytes;
  const isLacked = ({ seq }: RingSegment): boolean => usage.lackedSeq !== null && seq >= usage.lackedSeq;
  const oldest = (): RingSegment | undefined => usage.segments[ring.from];
  for (let next = oldest(); next && isOver(next) && !isLacked(next); next = oldest()) dropOldest(ring);
  return ring;
}

/** Answers what the disk gets back. */
function dropOldest(ring: Remains): number {
  const { seq, sizeBytes } = ring.usage.segments[ring.from]!;
  ring.sizeBytes -= sizeBytes;
  ring.from += 1;
  return ring.usage.heldSeqs.has(seq) ? 0 : sizeBytes;
}

/** A ring has no holes: what others hold goes with it when it lies before. */
function dropUntilFreed(ring: Remains): number {
  for (;;) {
    const freed = dropOldest(ring);
    if (freed > 0) return freed;
  }
}

const freedBytes = (remains: readonly Remains[]): number =>
  remains
    .flatMap(({ usage, from }) => usage.segments.slice(0, from).filter(({ seq }) => !usage.heldSeqs.has(seq)))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const hasDroppedLacked = ({ usage, from }: Remains): boolean =>
  usage.lackedSeq !== null && from > 0 && usage.segments[from - 1]!.seq >= usage.lackedSeq;

/** The one that uses most of what it may, among those from which the disk can get something back. */
function findFullest(remains: readonly Remains[]): Remains | null {
  const share = ({ sizeBytes, usage }: Remains): number => sizeBytes / usage.maxBytes;
  return remains
    .filter(canFree)
    .reduce<Remains | null>((best, ring) => (!best || share(ring) > share(best) ? ring : best), null);
}

/** Whether what has to go first, so that the disk gets something back, may go. */
function canFree({ usage: { segments, heldSeqs }, from }: Remains): boolean {
  const newest = segments.at(-1);
  for (let at = from; at < segments.length - 1; at++) {
    const segment = segments[at]!;
    if (segmentEndMs(newest!) - segmentEndMs(segment) < keptUnderPressureSec * 1000) return false;
    if (segment.sizeBytes > 0 && !heldSeqs.has(segment.seq)) return true;
  }
  return false;
}
