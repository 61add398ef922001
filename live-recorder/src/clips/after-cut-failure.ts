import { cutTriesMax } from '@sluice/database';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import { explainFailure } from '../explain-failure.js';

export type AfterCutFailure =
  { action: 'fail'; code: ErrorCode; detail: string } | { action: 'wait'; delaySec: number };

const firstDelaySec = 5;

/**
 * What becomes of a clip that could not be cut. Storage that is away, a full disk and a killed ffmpeg are waited out; what
 * lies in the footage itself is the same each time, and told at once.
 */
export function decideAfterCutFailure(error: unknown, tries: number): AfterCutFailure {
  const { code, detail, entry } = explainFailure(error, 'cut the clip');
  const isPassing = !(error instanceof SluiceError) || entry.fault === 'operator';
  return isPassing && tries < cutTriesMax
    ? { action: 'wait', delaySec: firstDelaySec * 4 ** (tries - 1) }
    : { action: 'fail', code, detail };
}
