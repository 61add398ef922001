import { describe, expect, it } from 'vitest';
import { rangeOf, toMediaSec } from './stream-times';

/** Two seconds, a hole of ten, and a second more; media time has no holes. */
const segments = [
  { startSec: 50, durationSec: 1, startMs: 100_000 },
  { startSec: 51, durationSec: 1, startMs: 101_000 },
  { startSec: 52, durationSec: 1.5, startMs: 112_000 },
];

describe('rangeOf', () => {
  it('reaches from the first picture to the last', () =>
    expect(rangeOf(segments)).toEqual({ fromMs: 100_000, toMs: 113_500 }));
  it('is unknown without segments', () => expect(rangeOf([])).toBeNull());
});

describe('toMediaSec', () => {
  it.each([
    [100_000, 50],
    [101_250, 51.25],
    [105_000, 52],
    [112_500, 52.5],
    [99_000, 50],
    [999_000, 53.5],
  ])('finds %d ms at %d s', (momentMs, sec) => expect(toMediaSec(segments, momentMs)).toBe(sec));
  it('finds nothing where there is nothing', () => expect(toMediaSec([], 1)).toBeNull());
});
