import { describe, expect, it } from 'vitest';
import { preRollWithin } from './pre-roll';

describe('preRollWithin', () => {
  it.each([
    [30, 290, 30],
    [30, 12.7, 12],
    [30, -1, 0],
    [0, 290, 0],
  ])('of %d s with %d s in the buffer are %d s', (wanted, held, sec) =>
    expect(preRollWithin(wanted, held)).toBe(sec),
  );
});
