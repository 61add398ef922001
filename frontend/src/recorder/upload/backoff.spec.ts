import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it('doubles its ceiling from half a second to half a minute', () =>
    expect([1, 2, 3, 4, 7, 8, 5000].map((failures) => backoffMs(failures, () => 1))).toEqual([
      500, 1000, 2000, 4000, 30_000, 30_000, 30_000,
    ]));
  it('may be nothing at all', () => expect(backoffMs(9, () => 0)).toBe(0));
});
