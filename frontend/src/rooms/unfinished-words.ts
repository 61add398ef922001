import type { ProblemError } from '../http/problem-error';
import type { UnfinishedUpload } from '../recorder/recorder-state';
import { conflictProblem, isFinal } from '../recorder/upload/upload-problems';
import { pieces } from './recording-words';

/** Whether nobody waits for the rest any more: the server takes it no longer. Everything else is tried again by itself. */
export const isStuck = (problem: ProblemError | null): problem is ProblemError =>
  problem !== null && (isFinal(problem) || problem.code === conflictProblem().code);

/** `total`: the pieces that waited when this page found them. */
export function describeUnfinished(
  { roomTitle, waitingChunks, problem }: Pick<UnfinishedUpload, 'roomTitle' | 'waitingChunks' | 'problem'>,
  total: number,
): string {
  if (isStuck(problem)) return `${pieces(waitingChunks)} of “${roomTitle}” could not be uploaded`;
  return `Finishing upload of “${roomTitle}”: ${total - waitingChunks} of ${pieces(total)}`;
}
