import {
  cutPicture,
  judgeSeeking,
  Mp4Error,
  planPassThrough,
  readVideoSamples,
  refuseCutting,
  toNumber,
  type Cutting,
  type EncodingPlan,
  type PassThrough,
  type PicturePlan,
  type SourceMedia,
  type VideoSamples,
} from '@sluice/vod';
import { areAllIdr } from './check-idr.js';
import { probeSeeking } from './probe-seeking.js';
import { readMovieBox } from './read-movie-box.js';

interface Evidence {
  container: string;
  cutting: Cutting | null;
  passThrough: PassThrough | null;
}

/** Finds out, without decoding anything, whether a source can be cut into chunks and whether its picture can be passed through. */
export async function gatherEvidence(
  media: SourceMedia,
  plan: EncodingPlan,
  options: { ffprobePath: string; path: string; segmentSec: number; signal: AbortSignal },
): Promise<Evidence> {
  const { picture } = plan;
  if (!picture) return { container: media.container, cutting: null, passThrough: null };
  // of a long film both take a while: ffprobe and we read its index at the same time
  const [cutting, index] = await Promise.all([
    judgeCutting(media, plan, picture, options),
    picture.source.codec === 'h264' ? readIndex(options.path, picture.source.streamIndex) : null,
  ]);
  const passThrough = await judgePassThrough(media, picture, lengthOf(picture, cutting), index, options);
  return { container: media.container, cutting, passThrough };
}

async function judgeCutting(
  media: SourceMedia,
  plan: EncodingPlan,
  picture: PicturePlan,
  { ffprobePath, path, signal }: { ffprobePath: string; path: string; signal: AbortSignal },
): Promise<Cutting> {
  const expectedSec = plan.expectedDurationSec;
  const refused = refuseCutting(media, expectedSec);
  if (refused || expectedSec === null) return refused ?? { refused: null };
  const frames = Math.round(expectedSec * toNumber(picture.frameRate));
  const wantedSec = cutPicture({ totalFrames: frames, ownFrames: frames }, picture)
    .map(({ startSec }) => startSec)
    .filter((startSec) => startSec > 0 && startSec < expectedSec - picture.holdLastSec);
  const { streamIndex } = picture.source;
  const endSec = expectedSec - picture.holdLastSec;
  const evidence = await probeSeeking(
    ffprobePath,
    path,
    { streamIndex, startSec: media.startSec, wantedSec, endSec, frameSec: 1 / toNumber(picture.frameRate) },
    signal,
  );
  const ownClock = media.keepsClock ? { firstPictureSec: picture.source.startSec, endSec } : null;
  return judgeSeeking(evidence, expectedSec, picture.holdLastSec, picture.frameRate, ownClock);
}

/** The length that every rendition will have; null where only encoding it tells. */
function lengthOf({ source, holdLastSec, frameRate }: PicturePlan, cutting: Cutting): number | null {
  if ('totalFrames' in cutting) return cutting.totalFrames / toNumber(frameRate);
  if (cutting.refused !== null || source.durationSec === null) return null;
  return source.startSec + source.durationSec + holdLastSec;
}

async function judgePassThrough(
  media: SourceMedia,
  picture: PicturePlan,
  totalSec: number | null,
  index: MovieIndex | null,
  { path, segmentSec }: { path: string; segmentSec: number },
): Promise<PassThrough> {
  if (picture.source.codec !== 'h264') return { refused: null };
  if (totalSec === null) return { refused: 'its timestamps cannot be trusted without decoding it' };
  const decided = planPassThrough(picture.source, index?.samples ?? null, {
    container: media.container,
    fragmented: index?.fragmented ?? false,
    maxSegmentSec: segmentSec,
    totalSec,
  });
  if ('refused' in decided || !index) return decided;
  const areIdr = await areAllIdr(path, index.samples, decided.segmentStarts);
  return areIdr ? { taken: decided.taken } : { refused: 'a key frame of it needs pictures before it' };
}

interface MovieIndex {
  samples: VideoSamples;
  fragmented: boolean;
}

async function readIndex(path: string, streamIndex: number): Promise<MovieIndex | null> {
  const movie = await readMovieBox(path);
  if (!movie) return null;
  try {
    return { samples: readVideoSamples(movie.moov, streamIndex), fragmented: movie.fragmented };
  } catch (error) {
    if (error instanceof Mp4Error || error instanceof RangeError) return null;
    throw error;
  }
}
