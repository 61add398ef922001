import { describe, expect, it } from 'vitest';
import {
  averageBandwidth,
  peakBandwidth,
  targetDuration,
  totalDurationSec,
  type SegmentMedia,
} from './rendition-media.js';

/** [seconds, bytes] of each segment. */
const segmentsOf = (...list: [durationSec: number, sizeBytes: number][]): SegmentMedia[] =>
  list.map(([durationSec, sizeBytes]) => ({ durationSec, sizeBytes, iFrameBytes: 0 }));

describe('totalDurationSec', () => {
  it('adds all segments', () => {
    expect(totalDurationSec(segmentsOf([4, 1], [4, 1], [0.5, 1]))).toBe(8.5);
    expect(totalDurationSec([])).toBe(0);
  });
});

describe('averageBandwidth', () => {
  it('is all bits over all seconds, rounded up', () => {
    expect(averageBandwidth(segmentsOf([4, 4000], [2, 1000]))).toBe(Math.ceil((5000 * 8) / 6));
  });
});

describe('peakBandwidth', () => {
  it.each<[string, [number, number][], number]>([
    ['a single segment', [[4, 1000]], 2000],
    [
      'the largest of several equally long ones',
      [
        [4, 1000],
        [4, 3000],
        [4, 2000],
      ],
      6000,
    ],
    [
      'a dense run of two short ones, taken together',
      [
        [4, 1000],
        [1.5, 1500],
        [1.5, 1500],
        [4, 1000],
      ],
      8000,
    ],
    [
      'a run across the middle rather than its denser end alone, when that is too short to count',
      [
        [3, 3000],
        [1, 2000],
      ],
      10_000,
    ],
    [
      'the whole segments before a short last one, which alone is too short to count',
      [
        [4, 1000],
        [4, 1000],
        [0.2, 5000],
      ],
      Math.ceil((6000 * 8) / 4.2),
    ],
    [
      'half the target exactly, which counts',
      [
        [4, 1000],
        [2, 4000],
      ],
      16_000,
    ],
    [
      'one and a half times the target exactly, which counts',
      [
        [1.9, 4000],
        [4.1, 1000],
      ],
      Math.ceil((5000 * 8) / 6),
    ],
    [
      'all there is, when it is shorter than half the target',
      [
        [0.5, 1000],
        [0.5, 3000],
      ],
      32_000,
    ],
    ['all there is, when a segment is longer than one and a half times the target', [[9, 9000]], 8000],
  ])('is the bit rate of %s', (_, list, expected) => {
    expect(peakBandwidth(segmentsOf(...list), 4)).toBe(expected);
  });

  it('is never below the average of segments as long as the target', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const segments = segmentsOf(
        ...Array.from({ length: 12 }, (_, at): [number, number] => [
          4,
          1000 + ((seed * (at + 7) * 7919) % 50_000),
        ]),
      );
      expect(peakBandwidth(segments, 4)).toBeGreaterThanOrEqual(averageBandwidth(segments));
    }
  });
});

describe('targetDuration', () => {
  it.each<[string, number[][], number]>([
    ['the longest segment of all renditions', [[4, 4], [4, 4.1], [1]], 4],
    ['rounded to the nearest second', [[4.004, 4.004]], 4],
    ['rounded up from a half', [[4.5]], 5],
    ['at least a second', [[0.2]], 1],
    ['a second when there is nothing', [[]], 1],
    ['a second without renditions', [], 1],
  ])('is %s', (_, durations, expected) => {
    const renditions = durations.map((list) => ({
      segments: segmentsOf(...list.map((seconds): [number, number] => [seconds, 1])),
    }));
    expect(targetDuration(renditions)).toBe(expected);
    for (const seconds of durations.flat()) expect(Math.round(seconds)).toBeLessThanOrEqual(expected);
  });

  it('takes more segments than a call takes arguments', () => {
    const segments = segmentsOf(...Array.from({ length: 1000 }, (): [number, number] => [4, 1]));
    const many = Array.from({ length: 500 }, () => segments).flat();
    expect(targetDuration([{ segments: [...many, ...segmentsOf([6, 1])] }])).toBe(6);
  });
});
