import { segmentEndMs, type RingSegment } from './segment-name.js';

/** A camera's ring and what it may take. */
export interface RingUsage {
  cameraId: string;
  bufferSec: number;
  maxBytes: number;
  /** In order of seq. */
  segments: readonly RingSegment[];
}

export interface DiskSpace {
  freeBytes: number;
  minFreeBytes: number;
}

export interface RetentionPlan {
  /** To delete, oldest first. Clips hold links of their own: deleting here takes nothing from them. */
  remove: { cameraId: string; segment: RingSegment }[];
  /** Rings that are shorter than they should be because the disk is full: people are told. */
  shortened: string[];
}

/** So much of each ring is left, however full the disk is: without it there would be no live picture. */
const keptUnderPressureSec = 10;

interface Remains {
  usage: RingUsage;
  sizeBytes: number;
  /** Index of the oldest that stays. */
  from: number;
}

/** What has to go, in this order: what is too old, what is over the camera's quota, and what the disk is short of. */
export function planRetention(rings: readonly RingUsage[], disk: DiskSpace, nowMs: number): RetentionPlan {
  const remains = rings.map((usage) => keepWithin(usage, nowMs));
  let missingBytes = disk.minFreeBytes - disk.freeBytes - freedBytes(remains);
  const shortened = new Set<string>();
  while (missingBytes > 0) {
    const fullest = findFullest(remains);
    if (!fullest) break;
    missingBytes -= dropOldest(fullest);
    shortened.add(fullest.usage.cameraId);
  }
  return {
    remove: remains.flatMap(({ usage, from }) =>
      usage.segments.slice(0, from).map((segment) => ({ cameraId: usage.cameraId, segment })),
    ),
    shortened: [...shortened],
  };
}

function keepWithin(usage: RingUsage, nowMs: number): Remains {
  const sizeBytes = usage.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  const ring: Remains = { usage, sizeBytes, from: 0 };
  const oldestMs = nowMs - usage.bufferSec * 1000;
  const oldest = (): RingSegment | undefined => usage.segments[ring.from];
  for (let next = oldest(); next && segmentEndMs(next) < oldestMs; next = oldest()) dropOldest(ring);
  while (ring.sizeBytes > usage.maxBytes && oldest()) dropOldest(ring);
  return ring;
}

function dropOldest(ring: Remains): number {
  const { sizeBytes } = ring.usage.segments[ring.from]!;
  ring.sizeBytes -= sizeBytes;
  ring.from += 1;
  return sizeBytes;
}

const freedBytes = (remains: readonly Remains[]): number =>
  remains
    .flatMap(({ usage, from }) => usage.segments.slice(0, from))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** The one that uses most of what it may, among those that have more than the least. */
function findFullest(remains: readonly Remains[]): Remains | null {
  const share = ({ sizeBytes, usage }: Remains): number => sizeBytes / usage.maxBytes;
  return remains
    .filter(hasMoreThanTheLeast)
    .reduce<Remains | null>((best, ring) => (!best || share(ring) > share(best) ? ring : best), null);
}

function hasMoreThanTheLeast({ usage, from }: Remains): boolean {
  const [oldest, newest] = [usage.segments[from], usage.segments.at(-1)];
  if (!oldest || !newest || from >= usage.segments.length - 1) return false;
  return segmentEndMs(newest) - segmentEndMs(oldest) >= keptUnderPressureSec * 1000;
}
