import { isDatabaseAway, triesMax } from '@sluice/database';
import { ProcessorTimeSpent } from '@sluice/sandbox';
import { DatabaseAway } from '@sluice/service';
import { isOutage, outagePauseSec, SluiceError, type ErrorCode } from '@sluice/vod';
import { isNoRoom } from '../disk-guard/is-no-room.js';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';

export type AfterFailure =
  | { action: 'fail'; code: ErrorCode; detail: string }
  | { action: 'wait'; delaySec: number; countsAsTry: boolean };

/**
 * What becomes of the work after it failed. The operator's troubles (a busy machine, a missing source) and a killed
 * ffmpeg are waited out, three times, and an outage (storage or database away, disk full) for as long as it lasts; what
 * lies in the file itself fails the same way each time and is told at once.
 */
export function decideAfterFailure(error: unknown, tries: number): AfterFailure {
  const failure = asSluiceError(error);
  const outage = waitForOutage(failure);
  if (outage) return outage;
  const passing =
    !(error instanceof SluiceError) ||
    (error.entry.fault === 'operator' && error.entry.retryable && !(error instanceof ProcessorTimeSpent)) ||
    (error instanceof FfmpegFailure && error.end.exitSignal !== null);
  if (passing && tries < triesMax)
    return { action: 'wait', delaySec: 5 * 4 ** (tries - 1), countsAsTry: true };
  return { action: 'fail', code: failure.code, detail: failure.detail };
}

/**
 * The same for a chunk. It gets three tries, maybe on other machines, before the film fails for one part of it; only
 * what the uploader alone can mend is told at once, and that it takes more processor time than it may.
 */
export function decideAfterChunkFailure(error: unknown, tries: number): AfterFailure {
  const failure = asSluiceError(error);
  const outage = waitForOutage(failure);
  if (outage) return outage;
  const { code, detail, entry } = failure;
  if (entry.fault === 'uploader' || error instanceof ProcessorTimeSpent)
    return { action: 'fail', code, detail };
  if (tries < triesMax)
    return {
      action: 'wait',
      delaySec: entry.fault === 'operator' ? 5 * 4 ** (tries - 1) : tries,
      countsAsTry: true,
    };
  return { action: 'fail', code: entry.fault === 'operator' ? code : 'chunk_failed', detail };
}

/** null when it is none. When the database hears of its own it is over. */
function waitForOutage(failure: SluiceError): AfterFailure | null {
  if (failure.code === 'database_unavailable') return { action: 'wait', delaySec: 0, countsAsTry: false };
  return isOutage(failure) ? { action: 'wait', delaySec: outagePauseSec, countsAsTry: false } : null;
}

function asSluiceError(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  if (error instanceof DatabaseAway || isDatabaseAway(error))
    return new SluiceError('database_unavailable', undefined, { cause: error });
  if (isNoRoom(error)) return new SluiceError('disk_full', undefined, { cause: error });
  return new SluiceError('internal_error', 'Processing hit an unexpected error.');
}
