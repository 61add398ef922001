import type { ChunkClaim } from '@sluice/database';
import { SluiceError, toNumber, type AttemptPlan } from '@sluice/vod';
import type { Logger } from 'pino';
import type { Capacity } from '../capacity/choose-capacity.js';
import { audioCommand } from '../encode/audio-args.js';
import { encodingLimits, pixelLoad } from '../encode/encoding-limits.js';
import { explainFailure } from '../encode/explain-failure.js';
import { passThroughCommand } from '../encode/pass-through-args.js';
import { pictureCommand } from '../encode/picture-args.js';
import type { EncodeProgress } from '../ffmpeg/read-progress.js';
import { FfmpegFailure, runFfmpeg, type FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';

export interface EncodedChunk {
  /** How many pictures ffmpeg says it wrote to each rendition; they are counted again. */
  frames: number;
  /** Messages of the decoder about damage in the source. */
  decoderComplaints: number;
}

interface EncodeContext {
  workDir: string;
  capacity: Capacity;
  signal: AbortSignal;
  log: Logger;
  onProgress: (fraction: number) => void;
}

/**
 * Added to ffmpeg's own niceness: what somebody waits for goes first. That is the copy, and without one the first
 * pictures; then the sound, of which the first seconds are soon there; then all that comes later.
 */
function nicenessOf({ kind, index, plan }: ChunkClaim): number {
  if (kind === 'pass_through') return 0;
  if (kind === 'audio') return 2;
  return index <= 0 && !plan.passThrough ? 0 : 9;
}

/** What is decoded at most to find a picture before a span without any. */
const leadMaxSec = 600;

/**
 * Runs the ffmpeg that a chunk needs. Where a damaged file has no picture in a span, the last one before it is held, as
 * a player would. Throws a SluiceError that says whose trouble it is.
 */
export async function encodeChunk(
  claim: ChunkClaim,
  sourcePath: string,
  context: EncodeContext,
): Promise<EncodedChunk> {
  try {
    return await runOnce(claim, 0, sourcePath, context);
  } catch (error) {
    const { picture } = claim.plan;
    const isGap = error instanceof SluiceError && error.code === 'source_unreadable' && claim.startFrame > 0;
    if (!isGap || !picture) throw error;
    const leadFrames = Math.min(claim.startFrame, Math.floor(leadMaxSec * toNumber(picture.frameRate)));
    const { frames, decoderComplaints } = await runOnce(claim, leadFrames, sourcePath, context);
    return { frames, decoderComplaints: decoderComplaints + 1 };
  }
}

async function runOnce(
  claim: ChunkClaim,
  leadFrames: number,
  sourcePath: string,
  context: EncodeContext,
): Promise<EncodedChunk> {
  const codec = codecOf(claim);
  try {
    const end = await runFfmpeg(describe(claim, leadFrames, sourcePath, context.capacity), {
      ...context,
      label: claim.kind,
      ...limitsOf(claim, leadFrames),
      niceness: nicenessOf(claim),
      onProgress: (progress) => context.onProgress(fractionDone(claim, progress)),
    });
    if (claim.kind === 'picture' && end.lastProgress.frames === 0) throw new SluiceError('source_unreadable');
    return {
      frames: end.lastProgress.frames,
      decoderComplaints: claim.kind === 'picture' ? countComplaints(claim, end.logTail) : 0,
    };
  } catch (error) {
    throw error instanceof FfmpegFailure ? explainFailure(error, codec) : error;
  }
}

function limitsOf({ kind, plan, durationSec }: ChunkClaim, leadFrames: number) {
  if (kind !== 'picture' || !plan.picture) return encodingLimits(durationSec || null);
  const leadSec = leadFrames / toNumber(plan.picture.frameRate);
  return encodingLimits(durationSec ? durationSec + leadSec : null, pixelLoad(plan.picture));
}

/** Behind a jump a decoder also misses what lies before it, and says so; that is no damage. */
function countComplaints({ startFrame }: ChunkClaim, log: readonly string[]): number {
  const complaint =
    startFrame === 0
      ? /\[error\]|corrupt|concealing/i
      : /corrupt|concealing|error while decoding|invalid NAL|invalid data/i;
  return log.filter((line) => complaint.test(line)).length;
}

function describe(
  claim: ChunkClaim,
  leadFrames: number,
  sourcePath: string,
  capacity: Capacity,
): FfmpegDescription {
  const { plan, kind, frameCount } = claim;
  if (kind === 'pass_through' && plan.passThrough) return passThroughCommand(plan.passThrough, sourcePath);
  if (kind === 'audio' && plan.audio)
    return audioCommand(plan.audio, sourcePath, audioOptions(plan, plan.expectedDurationSec));
  if (!plan.picture) throw new Error(`the plan has nothing for a chunk of the kind ${kind}`);
  return pictureCommand(plan.picture, {
    sourcePath,
    threads: claim.index <= 0 ? capacity.headThreads : capacity.threads,
    span: frameCount === null ? null : { ...claim, frameCount, leadFrames },
    audio: plan.audio,
    keepsClock: plan.keepsClock,
  });
}

/** Sound as long as the picture, beside it; alone, as long as it is. */
export const audioOptions = (plan: AttemptPlan, lengthSec: number | null) => ({
  segmentSec: plan.segmentSec,
  lengthSec: plan.picture ? lengthSec : null,
  // a picture that is cut has sound timestamps: nothing to keep in step with
  pictureIndex: plan.totalFrames === null ? (plan.picture?.source.streamIndex ?? null) : null,
  mayChangeChannels: /^mpeg(ts)?$/.test(plan.container),
  keepsClock: plan.keepsClock,
});

const codecOf = ({ kind, plan }: ChunkClaim): string =>
  (kind === 'audio' ? plan.audio?.codec : plan.picture?.source.codec) ?? 'unknown';

/** By the pictures written where there are pictures: the sound that is read beside them runs ahead. */
function fractionDone({ kind, plan, durationSec }: ChunkClaim, progress: EncodeProgress): number {
  if (durationSec <= 0) return 0;
  const doneSec =
    kind === 'picture' && plan.picture
      ? progress.frames / toNumber(plan.picture.frameRate)
      : progress.outTimeSec;
  return Math.min(1, doneSec / durationSec);
}
