import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  averageBandwidth,
  initFileName,
  mediaPlaylistName,
  Mp4Error,
  peakBandwidth,
  readInitSegment,
  readMediaSegment,
  segmentFileName,
  SluiceError,
  type InitSegment,
  type MediaSegment,
  type RenditionMedia,
} from '@sluice/vod';

export interface MeasuredRendition extends RenditionMedia {
  sampleCount: number;
  /** Presentation time of the first sample, with the constant timestamp offset. */
  firstPresentationSec: number;
}

/**
 * Measures a rendition from the segments that were written, and refuses what a player would stumble over: a playlist
 * that doesn't end, a missing, empty or cut-off segment, a jump in decode times, a segment that doesn't begin with a
 * key frame. Throws SluiceError `output_invalid`.
 */
export async function measureRendition(
  workDir: string,
  name: string,
  targetSec: number,
): Promise<MeasuredRendition> {
  const folder = join(workDir, name);
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${name}: ${detail}.`);
  const count = await countSegments(folder, invalid);
  const init = await readOrRefuse(join(folder, initFileName), readInitSegment, invalid);
  const segments: MediaSegment[] = [];
  for (let index = 0; index < count; index++) {
    const file = segmentFileName(index);
    const segment = await readOrRefuse(join(folder, file), (data) => readMediaSegment(data, init), invalid);
    const previous = segments.at(-1);
    if (previous && segment.baseDecodeTime !== previous.baseDecodeTime + previous.duration)
      throw invalid(`${file} does not continue where the segment before it ends`);
    if (init.kind === 'video' && !segment.startsWithSyncSample)
      throw invalid(`${file} does not begin with a key frame`);
    segments.push(segment);
  }
  return describe(name, init, segments, targetSec);
}

/** ffmpeg's own playlist must be whole, and name exactly the files that are there. */
async function countSegments(folder: string, invalid: (detail: string) => SluiceError): Promise<number> {
  const playlist = (await readFile(join(folder, mediaPlaylistName), 'utf8').catch(() => ''))
    .trim()
    .split('\n');
  if (playlist[0] !== '#EXTM3U' || playlist.at(-1) !== '#EXT-X-ENDLIST')
    throw invalid('the playlist does not end');
  const listed = playlist.filter((line) => !line.startsWith('#')).map((line) => line.split('/').at(-1));
  const present = (await readdir(folder)).filter((file) => file.endsWith('.m4s')).toSorted();
  if (listed.length === 0 || listed.length !== present.length)
    throw invalid(`${present.length} of ${listed.length} segments are there`);
  const misnamed = listed.findIndex(
    (file, index) => file !== segmentFileName(index) || present[index] !== file,
  );
  if (misnamed >= 0) throw invalid(`segment ${misnamed} is missing`);
  return listed.length;
}

async function readOrRefuse<Read>(
  path: string,
  read: (data: Buffer) => Read,
  invalid: (detail: string) => SluiceError,
): Promise<Read> {
  try {
    return read(await readFile(path));
  } catch (error) {
    if (
      error instanceof Mp4Error ||
      error instanceof RangeError ||
      (error as NodeJS.ErrnoException).code === 'ENOENT'
    )
      throw invalid(`${path.split('/').at(-1)} cannot be read: ${(error as Error).message}`);
    throw error;
  }
}

function describe(
  name: string,
  init: InitSegment,
  segments: MediaSegment[],
  targetSec: number,
): MeasuredRendition {
  const media = segments.map((segment) => ({
    durationSec: segment.duration / init.timescale,
    sizeBytes: segment.sizeBytes,
    iFrameBytes: init.kind === 'video' ? segment.firstSampleEnd : 0,
  }));
  const sampleCount = segments.reduce((sum, segment) => sum + segment.sampleCount, 0);
  const ticks = segments.reduce((sum, segment) => sum + segment.duration, 0);
  return {
    name,
    kind: init.kind,
    width: init.width,
    height: init.height,
    fps: init.kind === 'video' ? Number(((sampleCount * init.timescale) / ticks).toFixed(3)) : null,
    codecs: init.codecs,
    bandwidthBps: peakBandwidth(media, targetSec),
    averageBandwidthBps: averageBandwidth(media),
    language: null,
    segments: media,
    sampleCount,
    firstPresentationSec: (segments[0]?.firstPresentationTime ?? 0) / init.timescale,
  };
}
