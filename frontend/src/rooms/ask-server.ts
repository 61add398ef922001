import type { Acknowledged, EventProblem } from '@sluice/vod';
import { ProblemError } from '../http/problem-error';

const triesOverSocket = 3;

interface Question<Answer> {
  isConnected: () => boolean;
  /** Rejects when no acknowledgement comes in time. */
  overSocket: () => Promise<Acknowledged<Answer>>;
  overHttp: () => Promise<Answer>;
}

/**
 * Asks over the socket, three times at most, and then over HTTP. Asking again does no harm: a start answers the
 * recording that runs, and a stop the state as it is.
 */
export async function askServer<Answer>({ isConnected, overSocket, overHttp }: Question<Answer>) {
  for (let tries = 0; tries < triesOverSocket && isConnected(); tries += 1) {
    const answer = await overSocket().catch(() => null);
    if (answer?.ok) return answer;
    if (answer) throw toProblem(answer.problem);
  }
  return overHttp();
}

/** Events carry no status and no request id; their words are the catalogue's all the same. */
export function toProblem(problem: EventProblem): ProblemError {
  return new ProblemError({ ...problem, status: 0, requestId: null });
}
