import { describe, expect, it } from 'vitest';
import { parseProblem } from './parse-problem';

describe('parseProblem', () => {
  it('keeps the words of the catalogue', () => {
    const problem = parseProblem(
      409,
      JSON.stringify({
        type: 'urn:sluice:error:nothing_to_retry',
        title: 'There is nothing to retry',
        status: 409,
        code: 'nothing_to_retry',
        detail: 'The video is ready.',
        fix: 'Only failed videos can be retried.',
        requestId: 'r-1',
      }),
    );
    expect(problem).toMatchObject({
      status: 409,
      code: 'nothing_to_retry',
      title: 'There is nothing to retry',
      detail: 'The video is ready.',
      fix: 'Only failed videos can be retried.',
      requestId: 'r-1',
    });
  });

  it.each(['<html>502 Bad Gateway</html>', '', 'null', '[]', '{"title":7}'])(
    'has words for the foreign body %j',
    (body) => {
      const problem = parseProblem(502, body);
      expect(problem.code).toBe('http_502');
      expect(problem.title).not.toBe('');
      expect(problem.fix).not.toBe('');
      expect(problem.requestId).toBeNull();
    },
  );

  it('reads which ranges there are', () => {
    const range = { from: '2026-11-20T14:00:00.000Z', to: '2026-11-20T14:05:00.000Z' };
    const body = JSON.stringify({ code: 'no_footage', available: [range, null, { from: 7 }] });
    expect(parseProblem(409, body).available).toEqual([range]);
    expect(parseProblem(409, '{"available":"all"}').available).toEqual([]);
  });
});
