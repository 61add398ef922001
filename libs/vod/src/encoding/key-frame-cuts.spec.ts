import { describe, expect, it } from 'vitest';
import { cutAtKeyFrames } from './key-frame-cuts.js';
import { every, makeSamples } from './testing/make-samples.js';

/** Cuts a film whose key frames stand at these pictures of 30 a second. */
const cut = (count: number, keyFrames: readonly number[], maxSegmentSec = 4) =>
  cutAtKeyFrames(makeSamples(count, keyFrames), count * 512, maxSegmentSec);

describe('cutAtKeyFrames', () => {
  it('makes segments as long as they may be', () => {
    expect(cut(300, every(30, 300))).toEqual({
      hlsTimeSec: 4,
      starts: [0, 120, 240],
      durationsSec: [4, 4, 2],
    });
    expect(cut(300, every(120, 300))).toEqual({
      hlsTimeSec: 4,
      starts: [0, 120, 240],
      durationsSec: [4, 4, 2],
    });
    expect(cut(300, every(60, 300), 2)).toMatchObject({ hlsTimeSec: 2, durationsSec: [2, 2, 2, 2, 2] });
  });

  it('asks for less where the next key frame would come too late', () => {
    // with 4 s the first segment would reach to 4.5 s
    expect(cut(270, every(45, 270))).toEqual({
      hlsTimeSec: 3,
      starts: [0, 90, 180],
      durationsSec: [3, 3, 3],
    });
    expect(cut(500, every(100, 500))).toMatchObject({
      hlsTimeSec: 3.25,
      durationsSec: Array<number>(5).fill(100 / 30),
    });
  });

  it('counts from the start of the film, as the muxer does: a long segment makes the next one short', () => {
    // key frames at 2, 3.67, 4.33, 6.33 and 8 s: asked for 3.125 s, it cuts behind 3.125 and 6.25 s, not behind 6.79 s
    expect(cut(300, [0, 60, 110, 130, 190, 240])).toEqual({
      hlsTimeSec: 3.125,
      starts: [0, 110, 190],
      durationsSec: [110 / 30, 80 / 30, 110 / 30],
    });
  });

  it('allows what a rate that is no whole number makes of four seconds', () => {
    const samples = makeSamples(240, every(120, 240), { timescale: 15_345 });
    expect(cutAtKeyFrames(samples, 240 * 512, 4)?.durationsSec[0]).toBeCloseTo(4.004, 3);
    expect(cutAtKeyFrames({ ...samples, timescale: 15_300 }, 240 * 512, 4)).toBeNull();
  });

  it('never rounds a key frame to the other side of a cut', () => {
    // key frames at exact thirds: 0.1 + 0.2 is no 0.3 in floating point
    const samples = makeSamples(3000, every(1, 3000), { timescale: 3 * 512 });
    const cuts = cutAtKeyFrames(samples, 3000 * 512, 1);
    expect(cuts).toMatchObject({ hlsTimeSec: 1, starts: every(3, 3000) });
  });

  it('has none where key frames are too far apart, at the end too', () => {
    expect(cut(300, every(130, 300))).toBeNull();
    expect(cut(250, [0, 60, 120])).toBeNull();
  });
});
