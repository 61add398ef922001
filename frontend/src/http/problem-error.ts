import type { Problem } from '@sluice/vod';

/** Every failure of a call, whoever it came from: the catalogue's words from the backend, or our own for the network. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  /** Null when no answer came, so that nobody is sent to the operator with an id that no log has. */
  readonly requestId: string | null;
  /** Of no_footage: the ranges that the buffer does hold. */
  readonly available: NonNullable<Problem['available']>;

  constructor(
    problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'fix' | 'available'> & {
      requestId: string | null;
    },
  ) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.fix = problem.fix;
    this.requestId = problem.requestId;
    this.available = problem.available ?? [];
  }

  get isNetworkFailure(): boolean {
    return this.code === 'network_unreachable';
  }

  /** Nobody has refused anything: the same request may succeed in a moment. */
  get isPassing(): boolean {
    return this.isNetworkFailure || this.status >= 500 || this.status === 429;
  }
}

export function networkProblem(): ProblemError {
  return new ProblemError({
    status: 0,
    code: 'network_unreachable',
    title: 'The platform cannot be reached',
    detail: 'The connection broke before an answer came.',
    fix: 'Check your connection, then try again.',
    requestId: null,
  });
}

/** What a thrown value says to a person; a bug of ours gets words too. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({
    status: 0,
    code: 'page_failed',
    title: 'This page failed',
    detail: error instanceof Error ? error.message : String(error),
    fix: 'Reload the page. If it stays, tell the operator what you did.',
    requestId: null,
  });
}
