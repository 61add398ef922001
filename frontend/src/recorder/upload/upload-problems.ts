import { ProblemError } from '../../http/problem-error';

const refusals = new Set(['recording_closed', 'validation_failed', 'take_conflict', 'chunk_out_of_range']);

/**
 * Whether asking again can't help: the server knows this participant, take or recording no more, or will not have it
 * like this. A proxy's 404 while the platform is put up anew has no words of the catalogue and is waited out.
 */
export function isFinal({ status, code }: ProblemError): boolean {
  if (code.startsWith('http_')) return false;
  return status === 401 || status === 404 || refusals.has(code);
}

export function conflictProblem(): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'chunk_conflict',
    title: 'The server has something else in this place',
    detail: 'A piece of this recording was uploaded before with another content.',
    fix: 'Save the recording to a file, so that nothing is lost, and tell the operator.',
    requestId: null,
  });
}

export function notAcceptedProblem(): ProblemError {
  return new ProblemError({
    status: 0,
    code: 'chunk_not_verified',
    title: 'A piece of the recording did not arrive whole',
    detail: 'The server could not verify what was sent.',
    fix: 'It is sent again by itself. If it stays, tell the operator.',
    requestId: null,
  });
}
