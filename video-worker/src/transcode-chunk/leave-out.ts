import type { ChunkClaim } from '@sluice/database';
import { emptyOutput, SluiceError, type ChunkOutput, type VideoWarning } from '@sluice/vod';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';

/**
 * What may fail without the film: sound beside a picture, and the copy of a picture that is encoded anyway. The answer
 * says so to the owner. Throws the error on when it costs the film, or may pass.
 */
export function leaveOut(claim: ChunkClaim, error: unknown): ChunkOutput {
  const warning = warningFor(claim);
  if (!warning || !liesInTheSource(error, claim)) throw error;
  return { ...emptyOutput, leftOut: warning };
}

/** What was copied is as the source is; sound that doesn't pass its check is what a full disk leaves of it. */
function liesInTheSource(error: unknown, { kind }: ChunkClaim): boolean {
  if (!(error instanceof SluiceError)) return false;
  if (error instanceof FfmpegFailure) return error.end.exitSignal === null;
  return error.entry.fault === 'uploader' || (error.code === 'output_invalid' && kind === 'pass_through');
}

function warningFor({ kind, plan }: ChunkClaim): VideoWarning | null {
  if (kind === 'audio' && plan.picture)
    return {
      code: 'audio_failed',
      detail: `Audio track ${plan.audio?.track ?? 1} could not be decoded; the video was published without sound.`,
    };
  if (kind === 'pass_through' && !plan.passThrough?.replacesRung)
    return {
      code: 'not_passed_through',
      detail:
        'The original picture was encoded anew instead of passed through: it could not be copied cleanly.',
    };
  return null;
}
