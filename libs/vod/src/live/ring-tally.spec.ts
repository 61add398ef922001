import { expect, it } from 'vitest';
import { RingTally } from './ring-tally.js';
import { noonMs, segment, segments } from './testing/ring.js';

const gap = (fromSec: number, toSec: number) => ({
  fromMs: noonMs + fromSec * 1000,
  toMs: noonMs + toSec * 1000,
});

it('is at any moment that of the ring as it is', () => {
  const all = [...segments(0, 5), ...segments(7, 9), ...segments(12, 14, { frames: 25, sizeBytes: 7 })].map(
    (one, seq) => ({ ...one, seq }),
  );
  const tally = new RingTally([]);
  for (const [at, one] of all.entries()) {
    tally.add(one);
    expect(tally).toEqual(new RingTally(all.slice(0, at + 1)));
  }
  expect(tally).toMatchObject({ segmentCount: 9, frameCount: 260, durationMs: 9000, sizeBytes: 700_014 });
  expect(tally.gaps()).toEqual([gap(5, 7), gap(9, 12)]);
  for (const [at, one] of all.entries()) {
    tally.drop(one);
    expect(tally).toEqual(new RingTally(all.slice(at + 1)));
  }
  tally.add(segment(99));
  expect(tally).toMatchObject({ segmentCount: 1 });
  expect(tally.gaps()).toEqual([]);
});

it('finds no gap where the clock was set back, or a little is missing', () => {
  const ring = [segment(100), segment(101, { startMs: noonMs }), segment(102, { startMs: noonMs + 1080 })];
  expect(new RingTally(ring).gaps()).toEqual([]);
});
