import { randomUUID } from 'node:crypto';
import { link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRing } from '@sluice/storage';
import { cameraFolder, runsOf, segmentPath, type NamedSegment, type RingSegment } from '@sluice/vod';
import type { LivePlatform } from './live-platform.js';

const oldestAgoMs = 3 * 3600_000;
/** More than a playlist without a range lists. */
const laterSegments = 7200;

/**
 * Adds a camera whose buffer begins with pictures of three hours ago, and lists only what came later by itself. Its files
 * are links to another camera's: what the oldest show is `shiftedMs` later than their names say.
 */
export async function addLongPast(
  { database, uploadsDir, camera }: LivePlatform,
  name: string,
): Promise<{ fromMs: number; toMs: number; shiftedMs: number }> {
  const dir = join(uploadsDir, cameraFolder(camera.id));
  const real = runsOf(await readRing(dir))
    .at(-1)!
    .slice(-12);
  const nowMs = Date.now();
  const oldestMs = nowMs - oldestAgoMs;
  const shiftedMs = real[0]!.startMs - oldestMs;
  const id = randomUUID();
  const past = real.map((segment) => ({ ...segment, startMs: segment.startMs - shiftedMs, run: 1 }));
  const later = Array.from({ length: laterSegments }, (_, at) => ({
    ...real[0]!,
    startMs: nowMs - (laterSegments - at) * 1000,
    durationMs: 1000,
    run: 2,
  }));
  const put = async (segment: RingSegment, from: NamedSegment, seq: number): Promise<void> => {
    const path = join(uploadsDir, cameraFolder(id), segmentPath({ ...segment, epoch: 1, seq }));
    await mkdir(dirname(path), { recursive: true });
    await link(join(dir, segmentPath(from)), path);
  };
  await Promise.all(past.map((segment, at) => put(segment, real[at]!, at)));
  await Promise.all(later.map((segment, at) => put(segment, real[0]!, past.length + at)));
  await database.query(
    `INSERT INTO cameras (id, name, source, buffer_seconds) VALUES ($1, $2, 'test:', 43200)`,
    [id, name],
  );
  const last = past.at(-1)!;
  return { fromMs: oldestMs, toMs: last.startMs + last.durationMs, shiftedMs };
}
