import { isDatabaseAway, recordingTriesMax } from '@sluice/database';
import { DatabaseAway } from '@sluice/service';
import { isOutage, outagePauseSec, SluiceError, type ErrorCode } from '@sluice/vod';
import { isNoRoom } from '../disk-guard/is-no-room.js';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { explainFailure } from '../encode/explain-failure.js';

export interface AfterRecordingFailure {
  /** null: it fails now. */
  tryAgainAfterSec: number | null;
  countsAsTry: boolean;
  error: { code: ErrorCode; detail: string };
}

const firstDelaySec = 5;

/**
 * What becomes of a recording that could not be put together. Its pieces can't be recorded again, so everything is tried
 * five times, maybe by other workers, before somebody has to press a button, and in an outage for as long as it lasts; only where there is nothing it fails at once.
 */
export function decideAfterRecordingFailure(error: unknown, tries: number): AfterRecordingFailure {
  const failure = explain(error);
  const { code, detail } = failure;
  // when the database hears of its own outage it is over
  if (code === 'database_unavailable')
    return { tryAgainAfterSec: 0, countsAsTry: false, error: { code, detail } };
  if (isOutage(failure))
    return { tryAgainAfterSec: outagePauseSec, countsAsTry: false, error: { code, detail } };
  const isFinal = code === 'nothing_recorded' || tries >= recordingTriesMax;
  return {
    tryAgainAfterSec: isFinal ? null : firstDelaySec * 2 ** (tries - 1),
    countsAsTry: true,
    error: { code, detail },
  };
}

/** What probing and encoding say of an upload is about what was put together here: nobody sent a wrong file. */
function explain(error: unknown): { code: ErrorCode; detail: string } {
  if (error instanceof DatabaseAway || isDatabaseAway(error)) return new SluiceError('database_unavailable');
  if (isNoRoom(error))
    return new SluiceError('disk_full', 'The worker has no room to put the recording together.');
  const failure = error instanceof FfmpegFailure ? explainFailure(error, 'unknown') : error;
  if (!(failure instanceof SluiceError))
    return new SluiceError('internal_error', 'Putting the recording together hit an unexpected error.');
  if (failure.entry.fault === 'operator' || failure.code === 'nothing_recorded') return failure;
  return new SluiceError('assembly_failed', failure.detail);
}
