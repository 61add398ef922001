import { SluiceError } from '@sluice/vod';
import { isDiskFull } from './camera/run-end.js';

/** What people are told of an error; `work` is what was to be done, as "cut the clip". */
export function explainFailure(error: unknown, work: string): SluiceError {
  if (error instanceof SluiceError) return error;
  if (isDiskFull(error)) return new SluiceError('disk_full', `The recorder has no room to ${work}.`);
  if (error instanceof Error && error.name === 'TimeoutError')
    return new SluiceError('time_limit_exceeded', `It took too long to ${work}.`);
  return new SluiceError('internal_error', `The recorder could not ${work}, which nobody expected.`);
}
