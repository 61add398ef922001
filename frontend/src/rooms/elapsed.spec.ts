import { describe, expect, it } from 'vitest';
import { elapsedSec } from './elapsed';

describe('elapsedSec', () => {
  it.each([
    [10_000, 9000, 0],
    [10_000, 10_999, 0],
    [10_000, 11_000, 1],
    [0, 3_600_000, 3600],
  ])('from %d to %d are %d s', (startedAtMs, nowMs, sec) => expect(elapsedSec(startedAtMs, nowMs)).toBe(sec));
});
