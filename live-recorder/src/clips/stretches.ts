import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSameRun, segmentPath, type RingSegment } from '@sluice/vod';

/** Segments that follow each other without a hole: their bytes are one stream. */
export function stretchesOf(segments: readonly RingSegment[]): RingSegment[][] {
  const stretches: RingSegment[][] = [];
  for (const segment of segments) {
    const open = stretches.at(-1);
    const before = open?.at(-1);
    if (open && before && isSameRun(before, segment) && before.seq + 1 === segment.seq) open.push(segment);
    else stretches.push([segment]);
  }
  return stretches;
}

/** Their bytes, one after the other. */
export async function* readSegments(
  heldFolder: string,
  segments: readonly RingSegment[],
): AsyncGenerator<Buffer> {
  for (const segment of segments) yield await readFile(join(heldFolder, segmentPath(segment)));
}
