import { toNumber } from '../media/source-media.js';
import type { VideoWarning } from '../video/warnings.js';
import {
  audioChunkIndex,
  cutPicture,
  passThroughChunkIndex,
  wholeChunk,
  wholePictureIndex,
  type Chunk,
} from './chunks.js';
import { capFor, rungFor } from './ladder.js';
import type { PassThrough, PassThroughPlan } from './pass-through.js';
import type { EncodingPlan, PicturePlan } from './plan.js';
import { shortestToCutSec, type Cutting } from './seeking.js';

/** All that an attempt's jobs need to know, decided once and kept with the attempt: no worker decides it again. */
export interface AttemptPlan extends EncodingPlan {
  /** As SourceMedia has it. */
  container: string;
  /** How many pictures every encoded rendition will have; null when it is encoded in one piece and turns out. */
  totalFrames: number | null;
  /** How many of them are its own, before the last one is held for the sound. */
  ownFrames: number | null;
  passThrough: (PassThroughPlan & { replacesRung: boolean }) | null;
  /** EXT-X-TARGETDURATION of every playlist. It must not change while a playlist grows (RFC 8216 6.2.1). */
  targetDurationSec: number;
  segmentSec: number;
}

/** Above this share of its cap a picture of the same size as a rung is encoded: nobody has room for it as it is. */
const sameSizeCapShare = 1.5;

/** From what to encode to how the work is shared: the chunks, and which way the original picture takes. */
export function planAttempt(
  plan: EncodingPlan,
  evidence: { container: string; cutting: Cutting | null; passThrough: PassThrough | null },
  policy: { segmentSec: number },
): AttemptPlan {
  const { cutting } = evidence;
  const { totalFrames, ownFrames } =
    cutting && 'totalFrames' in cutting ? cutting : { totalFrames: null, ownFrames: null };
  const passThrough = plan.picture ? judgePassThrough(plan.picture, evidence.passThrough) : { refused: null };
  const taken = 'taken' in passThrough ? passThrough.taken : null;
  const picture =
    plan.picture && taken
      ? { ...plan.picture, renditions: plan.picture.renditions.filter(({ name }) => name !== taken.name) }
      : plan.picture;
  const segmentSec = picture?.segmentSec ?? policy.segmentSec;
  const expectedDurationSec =
    picture && totalFrames !== null ? totalFrames / toNumber(picture.frameRate) : plan.expectedDurationSec;
  return {
    ...plan,
    container: evidence.container,
    picture,
    totalFrames,
    ownFrames,
    passThrough: taken && {
      ...taken,
      replacesRung: picture?.renditions.length !== plan.picture?.renditions.length,
    },
    expectedDurationSec,
    segmentSec,
    targetDurationSec: targetDurationOf(segmentSec, taken),
    warnings: [...plan.warnings, ...wayTaken(cutting, passThrough)],
  };
}

/** The attempt's jobs: sound and copy, each in one go, and the picture's chunks. */
export function planChunks(plan: AttemptPlan): Chunk[] {
  const { picture, audio, passThrough, expectedDurationSec } = plan;
  const pictures = picture ? planPictureChunks(plan, picture) : [];
  return [
    ...(passThrough ? [wholeChunk('pass_through', passThroughChunkIndex, expectedDurationSec)] : []),
    ...(audio ? [wholeChunk('audio', audioChunkIndex, expectedDurationSec)] : []),
    ...pictures,
  ];
}

function planPictureChunks(
  { totalFrames, ownFrames, expectedDurationSec }: AttemptPlan,
  picture: PicturePlan,
): Chunk[] {
  if (totalFrames === null || ownFrames === null) {
    const isShort = expectedDurationSec !== null && expectedDurationSec <= shortestToCutSec;
    return [wholeChunk('picture', isShort ? 0 : wholePictureIndex, expectedDurationSec)];
  }
  return cutPicture({ totalFrames, ownFrames }, picture);
}

/** The ladder's own rung of that size, and one more at least, stay worth encoding beside a copy that is too fat for it. */
function judgePassThrough(picture: PicturePlan, passThrough: PassThrough | null): PassThrough {
  const ownSize = `${Math.min(picture.source.width, picture.source.height)}p`;
  // one small rendition: nobody expects another of the same size
  if (!passThrough || picture.renditions.every(({ name }) => name === ownSize)) return { refused: null };
  if ('refused' in passThrough) return passThrough;
  const { taken } = passThrough;
  const others = picture.renditions.filter(({ name }) => name !== taken.name);
  if (others.length === picture.renditions.length) return passThrough;
  const capBps = capFor(rungFor(Math.min(taken.width, taken.height)), toNumber(picture.frameRate));
  return taken.averageBps <= sameSizeCapShare * capBps
    ? passThrough
    : {
        refused: `its bit rate of ${megabits(taken.averageBps)} is too high for the only ${taken.name} there is`,
      };
}

const megabits = (bps: number): string => `${(bps / 1e6).toFixed(1)} Mb/s`;

function targetDurationOf(segmentSec: number, passThrough: PassThroughPlan | null): number {
  const copied = passThrough?.segmentDurationsSec ?? [];
  return Math.max(1, Math.round(copied.reduce((longest, sec) => Math.max(longest, sec), segmentSec)));
}

/** Which way was taken and why, for the video's owner. */
function wayTaken(cutting: Cutting | null, passThrough: PassThrough): VideoWarning[] {
  const warnings: VideoWarning[] = [];
  if ('taken' in passThrough)
    warnings.push({
      code: 'passed_through',
      detail: `The original picture is shown as it came, as ${passThrough.taken.name}: it is fit for the web.`,
    });
  else if (passThrough.refused !== null)
    warnings.push({
      code: 'not_passed_through',
      detail: `The original picture was encoded anew instead of passed through: ${passThrough.refused}.`,
    });
  if (cutting && 'refused' in cutting && cutting.refused !== null)
    warnings.push({
      code: 'encoded_in_one_piece',
      detail: `The video was encoded in one piece, by one worker: ${cutting.refused}.`,
    });
  return warnings;
}
