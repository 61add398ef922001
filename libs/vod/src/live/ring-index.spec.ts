import { describe, expect, it } from 'vitest';
import { availableRanges, coverRange, liveWindow, nextNumbers, runsOf } from './ring-index.js';
import { noonMs, segment, segments } from './testing/ring.js';

const at = (fromSec: number, toSec: number) => ({
  fromMs: noonMs + fromSec * 1000,
  toMs: noonMs + toSec * 1000,
});
/** Ten seconds, a hole of two in which the run changed, ten seconds. */
const ring = [...segments(0, 10), ...segments(12, 22, { run: 8 })].map((one, seq) => ({ ...one, seq }));

describe('coverRange', () => {
  it('finds the segments that hold a range, and that nothing is missing', () => {
    const cover = coverRange(ring, at(2.5, 4.2));
    expect(cover.segments.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(cover).toMatchObject({ gaps: [], isWhole: true });
  });

  it('takes none that only touches the range', () => {
    expect(coverRange(ring, at(3, 4)).segments.map(({ seq }) => seq)).toEqual([3]);
  });

  it('names what is missing before, between and behind', () => {
    expect(coverRange(ring, at(-3, 30))).toEqual({
      segments: ring,
      gaps: [at(-3, 0), at(10, 12), at(22, 30)],
      isWhole: false,
    });
  });

  it.each([
    ['before', at(-9, -3)],
    ['in a hole', at(10.5, 11.5)],
    ['behind', at(40, 50)],
  ])('has nothing %s', (_, range) => {
    expect(coverRange(ring, range)).toEqual({ segments: [], gaps: [range], isWhole: false });
  });

  it('takes no hole of a few milliseconds for one', () => {
    const led = segments(0, 5).map((one) => ({ ...one, startMs: one.startMs + one.seq * 20 }));
    expect(coverRange(led, at(0, 5))).toMatchObject({ isWhole: true });
  });

  it('has no holes when clocks make two segments overlap', () => {
    const led = segments(0, 5).map((one) => ({ ...one, startMs: one.startMs - one.seq * 30 }));
    expect(coverRange(led, at(0, 4.8))).toMatchObject({ isWhole: true });
  });
});

describe('coverRange, where the clock was set back', () => {
  /** Ten seconds, then from the fifth on again: the clock was set back by five. */
  const twice = [...segments(0, 10), ...segments(5, 12, { run: 8 })].map((one, seq) => ({ ...one, seq }));
  const seqs = (fromSec: number, toSec: number) =>
    coverRange(twice, at(fromSec, toSec)).segments.map(({ seq }) => seq);

  it('takes the newest pass, and of the earlier one what lies before', () => {
    expect(seqs(2, 8)).toEqual([2, 3, 4, 10, 11, 12]);
    expect(coverRange(twice, at(2, 8))).toMatchObject({ isWhole: true });
    expect(seqs(6, 11)).toEqual([11, 12, 13, 14, 15]);
  });

  it('takes the earlier pass where the newest has not come to yet', () => {
    const sofar = twice.slice(0, 12);
    expect(coverRange(sofar, at(7.5, 9)).segments.map(({ seq }) => seq)).toEqual([7, 8]);
    expect(coverRange(sofar, at(4, 9))).toMatchObject({ gaps: [at(7, 9)] });
  });
});

describe('what there is', () => {
  it('is told in ranges', () => {
    expect(availableRanges(ring)).toEqual([at(0, 10), at(12, 22)]);
    expect(availableRanges([])).toEqual([]);
  });

  it('goes on across a change of run that loses nothing', () => {
    const restarted = [...segments(0, 5), ...segments(5, 9, { run: 8 })];
    expect(availableRanges(restarted)).toEqual([at(0, 9)]);
    expect(runsOf(restarted).map((run) => run.length)).toEqual([5, 4]);
  });

  it('begins a range of its own where the clock was set back', () => {
    const setBack = [segment(100), segment(101, { startMs: noonMs })];
    expect(availableRanges(setBack)).toEqual([at(100, 101), at(0, 1)]);
  });
});

it('shows the last seconds live, and three segments at least', () => {
  expect(liveWindow(ring, 4).map(({ seq }) => seq)).toEqual([16, 17, 18, 19]);
  expect(liveWindow(ring, 1).map(({ seq }) => seq)).toEqual([17, 18, 19]);
  expect(liveWindow(ring, 100)).toEqual(ring);
  expect(liveWindow(ring.slice(0, 2), 1)).toHaveLength(2);
  expect(liveWindow([], 20)).toEqual([]);
  // the clock was set back by an hour: what was recorded before is not live
  const setBack = [
    ...segments(3600, 5000),
    ...segments(1400, 1410).map((one) => ({ ...one, seq: one.seq + 3600 })),
  ];
  expect(liveWindow(setBack, 20)).toEqual(setBack.slice(-10));
});

it('counts on from the newest, and from the clock when there is none', () => {
  expect(nextNumbers(ring, noonMs)).toEqual({ seq: 20, run: 9 });
  expect(nextNumbers([], noonMs)).toEqual({ seq: noonMs / 1000, run: noonMs / 1000 });
});
