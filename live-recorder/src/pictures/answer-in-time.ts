import type { JobFailed } from '@sluice/vod';
import type { Logger } from 'pino';
import { explainFailure } from '../explain-failure.js';

/**
 * Does what somebody waits for and answers it, or why not: an error that is thrown at Bull loses its code. After
 * `deadlineMs` nobody waits any more, and nothing is done. `work` is for people, as "take the picture".
 */
export async function answerInTime<Answer>(
  { deadlineMs = Infinity }: { deadlineMs?: number | undefined },
  work: string,
  doIt: () => Promise<Answer>,
  log: Logger,
): Promise<Answer | JobFailed> {
  if (Date.now() > deadlineMs)
    return { ok: false, code: 'recorder_down', detail: `The recorder came too late to ${work}.` };
  try {
    return await doIt();
  } catch (error) {
    log.warn({ err: error }, `could not ${work}`);
    const { code, detail } = explainFailure(error, work);
    return { ok: false, code, detail };
  }
}
