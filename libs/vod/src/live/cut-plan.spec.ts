import { describe, expect, it } from 'vitest';
import type { TsSegment } from '../mpeg-ts/read-segment.js';
import { planCut, type ReadSegment } from './cut-plan.js';
import { coverRange, type TimeRange } from './ring-index.js';
import type { RingSegment } from './segment-name.js';
import { noonMs, segment, segments } from './testing/ring.js';

const frameTicks = 3000;
/** A second of 30 pictures, each of 3,000 bytes. */
const media = (frames = 30): TsSegment => ({
  codec: 'h264',
  frames: Array.from({ length: frames }, (_, at) => ({
    start: 1000 + at * 3000,
    ptsTicks: 5000 + at * frameTicks,
  })),
  firstPtsTicks: 5000,
  lastPtsTicks: 5000 + (frames - 1) * frameTicks,
  frameTicks,
  startsWithKeyFrame: true,
  isTorn: false,
});
const read = (one: RingSegment): ReadSegment => ({ segment: one, media: media(one.frames) });

function plan(ring: RingSegment[], range: TimeRange) {
  const cover = coverRange(ring, range).segments;
  return planCut(cover, read(cover[0]!), read(cover.at(-1)!), range);
}

const ring = segments(0, 10);
const at = (sec: number): number => noonMs + sec * 1000;

describe('planCut', () => {
  it('takes the picture that was to be seen at the start, and the last that began before the end', () => {
    expect(plan(ring, { fromMs: at(2.55), toMs: at(5.45) })).toEqual({
      // 2.533 is on the screen at 2.55, 5.433 was the last to come before 5.45
      skippedFrames: 16,
      frames: 14 + 30 + 30 + 14,
      coverFrames: 120,
      startMs: expect.closeTo(at(2) + (16 * 1000) / 30, 2),
      endMs: expect.closeTo(at(5) + (14 * 1000) / 30, 2),
      skippedMs: expect.closeTo((16 * 1000) / 30, 2),
      lastSegmentBytes: 1000 + 14 * 3000,
      lastSegmentMs: expect.closeTo((14 * 1000) / 30, 2),
    });
  });

  it('takes whole segments whole', () => {
    expect(plan(ring, { fromMs: at(3), toMs: at(6) })).toMatchObject({
      skippedFrames: 0,
      frames: 90,
      coverFrames: 90,
      startMs: at(3),
      endMs: at(6),
      lastSegmentBytes: 100_000,
      lastSegmentMs: 1000,
    });
  });

  it('takes a range that is wider than the ring from its first to its last picture', () => {
    expect(plan(ring, { fromMs: at(-5), toMs: at(60) })).toMatchObject({ skippedFrames: 0, frames: 300 });
  });

  it('finds both ends in one segment, and one picture at least', () => {
    expect(plan(ring, { fromMs: at(4.21), toMs: at(4.41) })).toMatchObject({ skippedFrames: 6, frames: 7 });
    expect(plan(ring, { fromMs: at(4.34), toMs: at(4.35) })).toMatchObject({ skippedFrames: 10, frames: 1 });
  });

  it('is not misled by whole milliseconds in names', () => {
    expect(plan(ring, { fromMs: at(4) + 33, toMs: at(5) })).toMatchObject({ skippedFrames: 1, frames: 29 });
    expect(plan(ring, { fromMs: at(4), toMs: at(4) + 33 })).toMatchObject({ skippedFrames: 0, frames: 1 });
  });

  it('takes all bytes that the pictures of its end need, in whatever order they come', () => {
    const order = [0, 3, 1, 2, 6, 4, 5];
    const one = segment(0, { frames: order.length, durationMs: 233, sizeBytes: 30_000 });
    const reordered: ReadSegment = {
      segment: one,
      media: {
        ...media(order.length),
        frames: order.map((shown, nth) => ({
          start: 1000 + nth * 3000,
          ptsTicks: 5000 + shown * frameTicks,
        })),
      },
    };
    const bytes = (toMs: number): number =>
      planCut([one], reordered, reordered, { fromMs: noonMs, toMs: noonMs + toMs }).lastSegmentBytes;
    // of 0 alone; up to 1, which lies behind 3; up to 2; up to 3, which came before; all
    expect([20, 50, 90, 110, 190, 233].map(bytes)).toEqual([4000, 10_000, 13_000, 13_000, 30_000, 30_000]);
  });

  it('counts over a hole', () => {
    const torn = [segment(0), segment(1, { frames: 11, durationMs: 367 }), segment(7, { run: 8 })];
    expect(plan(torn, { fromMs: at(0), toMs: at(7.5) })).toMatchObject({
      frames: 30 + 11 + 15,
      coverFrames: 71,
    });
  });
});
