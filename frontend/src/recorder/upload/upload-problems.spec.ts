import { describe, expect, it } from 'vitest';
import { parseProblem } from '../../http/parse-problem';
import { networkProblem } from '../../http/problem-error';
import { isFinal } from './upload-problems';

const answered = (status: number, code: string) => parseProblem(status, JSON.stringify({ code }));

describe('isFinal', () => {
  it.each([
    [401, 'participant_unknown'],
    [404, 'recording_not_found'],
    [409, 'recording_closed'],
    [409, 'take_conflict'],
    [400, 'validation_failed'],
  ])('gives up on %d %s', (status, code) => expect(isFinal(answered(status, code))).toBe(true));

  it.each([
    [503, 'not_ready'],
    [409, 'storage_busy'],
    [409, 'chunk_in_future'],
    [429, 'too_many_requests'],
  ])('tries again after %d %s', (status, code) => expect(isFinal(answered(status, code))).toBe(false));

  it('waits out a proxy that knows nothing', () => {
    expect(isFinal(parseProblem(404, '<html>'))).toBe(false);
    expect(isFinal(parseProblem(401, ''))).toBe(false);
  });
  it('waits for the network', () => expect(isFinal(networkProblem())).toBe(false));
});
