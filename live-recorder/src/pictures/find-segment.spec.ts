import { aheadMaxMs, type RingSegment } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { findSegment } from './find-segment.js';

const segment = (seq: number, startMs: number): RingSegment => ({
  startMs,
  durationMs: 1000,
  frames: 30,
  epoch: 1,
  run: 1,
  seq,
  isRecovered: false,
  sizeBytes: 1,
});
// a hole from 12000 to 20000
const ring = [segment(1, 10_000), segment(2, 11_000), segment(3, 20_000), segment(4, 21_001)];

describe('findSegment', () => {
  it.each<[string, number | null, number | null]>([
    ['the newest', null, 4],
    ['its first picture', 10_000, 1],
    ['its last moment', 10_999, 1],
    ['where the next begins', 11_000, 2],
    ['before the ring', 9999, null],
    ['where a hole begins', 12_000, null],
    ['within a hole', 15_000, null],
    ['behind a hole', 20_000, 3],
    ['between two names that were rounded', 21_000, 3],
    ['a little ahead', 22_001 + aheadMaxMs, 4],
    ['far ahead', 22_002 + aheadMaxMs, null],
  ])('%s', (_, atMs, seq) => {
    expect(findSegment(ring, atMs)?.seq ?? null).toBe(seq);
  });

  it('finds nothing in an empty ring', () => {
    expect(findSegment([], null)).toBeNull();
    expect(findSegment([], 10_000)).toBeNull();
  });

  it('finds the one that holds the moment where a clock was set back', () => {
    expect(findSegment([segment(1, 10_000), segment(2, 11_000), segment(3, 8000)], 8500)!.seq).toBe(3);
  });
});
