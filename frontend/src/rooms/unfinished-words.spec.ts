import { describe, expect, it } from 'vitest';
import { networkProblem, ProblemError } from '../http/problem-error';
import { describeUnfinished } from './unfinished-words';

const upload = { roomTitle: 'Sea talk', waitingChunks: 22, problem: null };

describe('describeUnfinished', () => {
  it('counts what has arrived', () =>
    expect(describeUnfinished(upload, 30)).toBe('Finishing upload of “Sea talk”: 8 of 30 pieces'));

  it('goes on while the network is away', () =>
    expect(describeUnfinished({ ...upload, problem: networkProblem() }, 30)).toBe(
      'Finishing upload of “Sea talk”: 8 of 30 pieces',
    ));

  it('names what the server takes no more', () => {
    const words = { title: 'The recording takes nothing more', detail: '', fix: '', requestId: null };
    const problem = new ProblemError({ ...words, status: 409, code: 'recording_closed' });
    expect(describeUnfinished({ ...upload, problem }, 30)).toBe(
      '22 pieces of “Sea talk” could not be uploaded',
    );
  });
});
