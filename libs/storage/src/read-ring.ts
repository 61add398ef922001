import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bySeq,
  hourFolder,
  parseHourFolder,
  parseSegmentPath,
  segmentEndMs,
  segmentPath,
  type NamedSegment,
  type RingSegment,
  type TimeRange,
} from '@sluice/vod';

const hourMs = 3600_000;

/**
 * The ring as it lies on the disk, in order of seq; with a range, only what holds some of it. The names are the index, so
 * any process that sees the folder reads the same. A camera without a folder has an empty ring.
 */
export async function readRing(
  cameraDir: string,
  range: TimeRange = { fromMs: 0, toMs: Infinity },
): Promise<RingSegment[]> {
  const days = (await namesIn(cameraDir)).filter((name) => /^\d{8}$/.test(name));
  const hours = await Promise.all(
    days.map(async (day) => (await namesIn(join(cameraDir, day))).map((hour) => `${day}/${hour}`)),
  );
  const found: RingSegment[][] = [];
  // one after the other: a ring of a month has millions of files
  for (const hour of hours.flat().filter((hour) => mayHold(hour, range)))
    found.push(await readHour(cameraDir, hour, range));
  return found.flat().toSorted(bySeq);
}

/** A segment lies in the folder of the hour in which it begins, and may reach into the next. */
function mayHold(hour: string, { fromMs, toMs }: TimeRange): boolean {
  const startMs = parseHourFolder(hour);
  return startMs !== null && startMs <= toMs && (fromMs <= 0 || hour >= hourFolder(fromMs - hourMs));
}

async function readHour(
  cameraDir: string,
  hour: string,
  { fromMs, toMs }: TimeRange,
): Promise<RingSegment[]> {
  const names = await namesIn(join(cameraDir, hour));
  const segments = names
    .map((name) => parseSegmentPath(`${hour}/${name}`))
    .filter((segment) => segment !== null && segmentEndMs(segment) > fromMs && segment.startMs < toMs);
  const found = await Promise.all(segments.map((segment) => withSize(cameraDir, segment!)));
  return found.filter((segment) => segment !== null);
}

/** null for one that was deleted in this moment. */
async function withSize(cameraDir: string, segment: NamedSegment): Promise<RingSegment | null> {
  const stats = await stat(join(cameraDir, segmentPath(segment))).catch(() => null);
  return stats ? { ...segment, sizeBytes: stats.size } : null;
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
