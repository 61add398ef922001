import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Clip, type Video } from '@sluice/database';
import { HeldSegments, readRing } from '@sluice/storage';
import { coverRange, inUtc, readTsSegment, segmentPath, type RingSegment } from '@sluice/vod';
import type { Finding, FsckContext } from './finding.js';

/** What a clip holds that was stopped and not yet cut: all of its range but the gaps that were there from the beginning. */
export async function checkClip(video: Video, context: FsckContext): Promise<Finding[]> {
  if (video.sourceKind !== 'clip' || video.sourcePath !== '') return [];
  const clip = await context.database.getRepository(Clip).findOneBy({ videoId: video.id });
  if (!clip?.stoppedAt || !clip.endAt || clip.cutAt || video.errorCode === 'no_footage') return [];
  const folder = new HeldSegments(context.uploadsDir).folderOf(video.id);
  const range = { fromMs: clip.startAt.getTime(), toMs: clip.endAt.getTime() };
  const { segments, gaps } = coverRange(await readRing(folder, range), range);
  const fix = `restore clips/${video.id} from the backup, then retry`;
  if (JSON.stringify(gaps.map(inUtc)) !== JSON.stringify(clip.gaps))
    return [{ id: video.id, code: 'held_missing', what: 'segments that the clip holds are missing', fix }];
  const damaged = context.quick ? [] : await findDamaged(folder, segments);
  if (damaged.length === 0) return [];
  const what = `segments that the clip holds cannot be read: ${damaged.join(', ')}`;
  return [{ id: video.id, code: 'held_damaged', what, fix }];
}

async function findDamaged(folder: string, segments: readonly RingSegment[]): Promise<string[]> {
  const damaged: string[] = [];
  for (const path of segments.map(segmentPath)) {
    const bytes = await readFile(join(folder, path)).catch(() => null);
    if (!bytes || !isTransportStream(bytes)) damaged.push(path);
  }
  return damaged;
}

function isTransportStream(bytes: Buffer): boolean {
  try {
    return readTsSegment(bytes) !== null;
  } catch {
    return false;
  }
}
