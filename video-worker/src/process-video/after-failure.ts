import { triesMax } from '@sluice/database';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';

export type AfterFailure =
  { action: 'fail'; code: ErrorCode; detail: string } | { action: 'wait'; delaySec: number };

/**
 * What becomes of a video after an attempt failed. The operator's troubles (storage away, disk full) and a killed
 * ffmpeg are waited out, three times; what lies in the file itself fails the same way each time and is told at once.
 */
export function decideAfterFailure(error: unknown, tries: number): AfterFailure {
  const failure =
    error instanceof SluiceError
      ? error
      : new SluiceError('internal_error', 'Processing hit an unexpected error.');
  const passing =
    !(error instanceof SluiceError) ||
    (error.entry.fault === 'operator' && error.entry.retryable) ||
    (error instanceof FfmpegFailure && error.end.exitSignal !== null);
  if (passing && tries < triesMax) return { action: 'wait', delaySec: 5 * 4 ** (tries - 1) };
  return { action: 'fail', code: failure.code, detail: failure.detail };
}
