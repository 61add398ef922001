import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  initFileName,
  Mp4Error,
  readInitSegment,
  readMediaSegment,
  segmentFileName,
  SluiceError,
  type MediaSegment,
  type RenditionPart,
} from '@sluice/vod';

export interface MeasuredPart extends RenditionPart {
  /** Presentation time of the first sample, with the constant timestamp offset. */
  firstPresentationSec: number;
}

/** Segments of one rendition in the work folder, by their numbers. */
export interface SegmentRange {
  first: number;
  count: number;
}

/**
 * Measures segments as they were written, and refuses what a player would stumble over: a missing, empty or cut-off
 * one, a jump in decode times, one that doesn't begin with a key frame. Throws SluiceError `output_invalid`.
 */
export async function measurePart(workDir: string, name: string, range: SegmentRange): Promise<MeasuredPart> {
  const folder = join(workDir, name);
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${name}: ${detail}.`);
  const initData = await readFile(join(folder, initFileName)).catch(() => Buffer.alloc(0));
  const init = orRefuse(() => readInitSegment(initData), initFileName, invalid);
  const segments: (MediaSegment & { md5Hex: string })[] = [];
  for (let index = range.first; index < range.first + range.count; index++) {
    const file = segmentFileName(index);
    const data = await readFile(join(folder, file)).catch(() => Buffer.alloc(0));
    const segment = orRefuse(() => readMediaSegment(data, init), file, invalid);
    const previous = segments.at(-1);
    if (previous && segment.baseDecodeTime !== previous.baseDecodeTime + previous.duration)
      throw invalid(`${file} does not continue where the segment before it ends`);
    if (init.kind === 'video' && !segment.startsWithSyncSample)
      throw invalid(`${file} does not begin with a key frame`);
    segments.push({ ...segment, md5Hex: createHash('md5').update(data).digest('hex') });
  }
  const [first] = segments;
  const last = segments.at(-1);
  if (!first || !last) throw invalid('there are no segments');
  return {
    kind: init.kind,
    width: init.width,
    height: init.height,
    codecs: init.codecs,
    timescale: init.timescale,
    initHash: createHash('sha256').update(initData).digest('hex'),
    startTicks: first.baseDecodeTime,
    endTicks: last.baseDecodeTime + last.duration,
    sampleCount: segments.reduce((sum, segment) => sum + segment.sampleCount, 0),
    segments: segments.map((segment) => ({
      durationSec: segment.duration / init.timescale,
      sizeBytes: segment.sizeBytes,
      iFrameBytes: init.kind === 'video' ? segment.firstSampleEnd : 0,
      md5Hex: segment.md5Hex,
    })),
    firstPresentationSec: first.firstPresentationTime / init.timescale,
  };
}

function orRefuse<Read>(read: () => Read, file: string, invalid: (detail: string) => SluiceError): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof Mp4Error || error instanceof RangeError)
      throw invalid(`${file} cannot be read: ${error.message}`);
    throw error;
  }
}
