import { cutTriesMax } from '@sluice/database';
import { isOutage, outagePauseSec, SluiceError, type ErrorCode } from '@sluice/vod';
import { explainFailure } from '../explain-failure.js';

export type AfterCutFailure =
  | { action: 'fail'; code: ErrorCode; detail: string }
  | { action: 'wait'; delaySec: number; countsAsTry: boolean };

const firstDelaySec = 5;

/**
 * What becomes of a clip that could not be cut. Storage that is away and a full disk are waited out for as long as they last, a killed ffmpeg three times; what
 * lies in the footage itself is the same each time, and told at once.
 */
export function decideAfterCutFailure(error: unknown, tries: number): AfterCutFailure {
  const failure = explainFailure(error, 'cut the clip');
  if (isOutage(failure)) return { action: 'wait', delaySec: outagePauseSec, countsAsTry: false };
  const { code, detail, entry } = failure;
  const isPassing = !(error instanceof SluiceError) || entry.fault === 'operator';
  return isPassing && tries < cutTriesMax
    ? { action: 'wait', delaySec: firstDelaySec * 4 ** (tries - 1), countsAsTry: true }
    : { action: 'fail', code, detail };
}
