import { type ProblemError, toProblemError } from '../../http/problem-error';
import { backoffMs } from '../../recorder/upload/backoff';

interface Persistence {
  signal: AbortSignal;
  /** Nothing was refused, it just didn't get through: it is asked again in a moment. */
  onTrouble: (problem: ProblemError) => void;
  wait?: (ms: number) => Promise<void>;
}

const waitFor = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/**
 * Asks until there is an answer; the request names its id, so that asking again does nothing twice. Throws a refusal.
 * Answers null when it was called off meanwhile.
 */
export async function askUntilAnswered<Answer>(
  ask: () => Promise<Answer>,
  { signal, onTrouble, wait = waitFor }: Persistence,
): Promise<Answer | null> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const answer = await ask();
      return signal.aborted ? null : answer;
    } catch (error) {
      const problem = toProblemError(error);
      if (signal.aborted) return null;
      if (!problem.isPassing) throw problem;
      onTrouble(problem);
    }
    await wait(backoffMs(failures));
  }
  return null;
}
