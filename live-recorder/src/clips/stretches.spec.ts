import type { RingSegment } from '@sluice/vod';
import { expect, it } from 'vitest';
import { stretchesOf } from './stretches.js';

const segment = (seq: number, own: Partial<RingSegment> = {}): RingSegment => ({
  startMs: seq * 1000,
  durationMs: 1000,
  frames: 30,
  epoch: 1,
  run: 1,
  seq,
  isRecovered: false,
  sizeBytes: 1,
  ...own,
});

it('ends a stretch with its run, and where a segment is missing', () => {
  const segments = [
    ...[1, 2, 4].map((seq) => segment(seq)),
    segment(5, { run: 2 }),
    segment(6, { run: 2 }),
    segment(7, { run: 2, epoch: 2 }),
  ];
  expect(stretchesOf(segments).map((stretch) => stretch.map(({ seq }) => seq))).toEqual([
    [1, 2],
    [4],
    [5, 6],
    [7],
  ]);
  expect(stretchesOf([])).toEqual([]);
});
