import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  coverRange,
  planCut,
  readTsSegment,
  segmentPath,
  SluiceError,
  type CutPlan,
  type ReadSegment,
  type RingCover,
  type RingSegment,
  type TimeRange,
} from '@sluice/vod';
import { readRing } from './read-ring.js';

/** What there is of a clip's range, and which pictures of it the clip is. */
export interface Footage {
  cover: RingCover;
  plan: CutPlan;
}

/** Reads what a clip holds of its range; null when that is nothing. Throws SluiceError `clip_incomplete`. */
export async function readFootage(heldFolder: string, range: TimeRange): Promise<Footage | null> {
  const cover = coverRange(await readRing(heldFolder, range), range);
  const [first, last] = [cover.segments[0], cover.segments.at(-1)];
  if (!first || !last) return null;
  const ends = await Promise.all([readEnd(heldFolder, first), readEnd(heldFolder, last)]);
  return { cover, plan: planCut(cover.segments, ...ends, range) };
}

async function readEnd(folder: string, segment: RingSegment): Promise<ReadSegment> {
  const media = readTsSegment(await readFile(join(folder, segmentPath(segment))));
  if (!media) throw new SluiceError('clip_incomplete', 'A segment of the clip holds no picture.');
  return { segment, media };
}
