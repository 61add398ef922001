import { describe, expect, it } from 'vitest';
import { cutPicture, type Chunk } from './chunks.js';

const at30 = { segmentFrames: 120, segmentSec: 4 };
const at2997 = { segmentFrames: 120, segmentSec: 4.004 };

const cut = (totalFrames: number, grid = at30, ownFrames = totalFrames): Chunk[] =>
  cutPicture({ totalFrames, ownFrames }, grid);

/** A line for each chunk: where it stands in segments, in frames and in seconds. */
const table = (chunks: Chunk[]): string[] =>
  chunks.map(
    ({ index, firstSegment, startFrame, frameCount, startSec, durationSec }) =>
      `${index}: segment ${firstSegment}, frame ${startFrame} + ${frameCount}, ${startSec.toFixed(3)} s + ${durationSec.toFixed(3)} s`,
  );

/** How many segments each chunk has. */
const lengths = (chunks: Chunk[], segmentFrames: number): number[] =>
  chunks.map(({ frameCount }) => Math.ceil(frameCount! / segmentFrames));

describe('cutPicture', () => {
  it('a minute at 30 fps', () => {
    expect(table(cut(1800))).toEqual([
      '0: segment 0, frame 0 + 120, 0.000 s + 4.000 s',
      '1: segment 1, frame 120 + 120, 4.000 s + 4.000 s',
      '2: segment 2, frame 240 + 240, 8.000 s + 8.000 s',
      '3: segment 4, frame 480 + 480, 16.000 s + 16.000 s',
      '4: segment 8, frame 960 + 840, 32.000 s + 28.000 s',
    ]);
  });

  it('a minute at 29.97 fps: the grid is a little longer, the last segment ends early', () => {
    expect(table(cut(1798, at2997))).toEqual([
      '0: segment 0, frame 0 + 120, 0.000 s + 4.004 s',
      '1: segment 1, frame 120 + 120, 4.004 s + 4.004 s',
      '2: segment 2, frame 240 + 240, 8.008 s + 8.008 s',
      '3: segment 4, frame 480 + 480, 16.016 s + 16.016 s',
      '4: segment 8, frame 960 + 838, 32.032 s + 27.961 s',
    ]);
  });

  it('five minutes: a tail in parts of nearly the same length', () => {
    expect(table(cut(9000))).toEqual([
      '0: segment 0, frame 0 + 120, 0.000 s + 4.000 s',
      '1: segment 1, frame 120 + 120, 4.000 s + 4.000 s',
      '2: segment 2, frame 240 + 240, 8.000 s + 8.000 s',
      '3: segment 4, frame 480 + 480, 16.000 s + 16.000 s',
      '4: segment 8, frame 960 + 840, 32.000 s + 28.000 s',
      '5: segment 15, frame 1800 + 840, 60.000 s + 28.000 s',
      '6: segment 22, frame 2640 + 960, 88.000 s + 32.000 s',
      '7: segment 30, frame 3600 + 840, 120.000 s + 28.000 s',
      '8: segment 37, frame 4440 + 960, 148.000 s + 32.000 s',
      '9: segment 45, frame 5400 + 840, 180.000 s + 28.000 s',
      '10: segment 52, frame 6240 + 960, 208.000 s + 32.000 s',
      '11: segment 60, frame 7200 + 840, 240.000 s + 28.000 s',
      '12: segment 67, frame 8040 + 960, 268.000 s + 32.000 s',
    ]);
  });

  it.each([
    ['30 fps', 108_000, at30],
    ['29.97 fps', 107_892, at2997],
  ])('an hour at %s: four short ones, then 119 of 7 or 8 segments', (_, totalFrames, grid) => {
    const chunks = cut(totalFrames, grid);
    const [a, b, c, d, ...tail] = lengths(chunks, grid.segmentFrames);
    expect([a, b, c, d]).toEqual([1, 1, 2, 4]);
    expect(tail).toHaveLength(119);
    expect(new Set(tail)).toEqual(new Set([7, 8]));
    expect(tail.reduce((sum, count) => sum + count, 0)).toBe(892);
  });

  it.each([
    [1, [1]],
    [119, [1]],
    [120, [1]],
    [121, [2]],
    [123, [2]],
    [124, [1, 1]],
    [240, [1, 1]],
    [300, [1, 1, 1]],
    [480, [1, 1, 2]],
    [600, [1, 1, 2, 1]],
    [960, [1, 1, 2, 4]],
    [961, [1, 1, 2, 5]],
    [964, [1, 1, 2, 4, 1]],
    [2280, [1, 1, 2, 4, 11]],
    [2400, [1, 1, 2, 4, 6, 6]],
    [2520, [1, 1, 2, 4, 6, 7]],
  ])('%i frames in chunks of %j segments', (totalFrames, expected) => {
    expect(lengths(cut(totalFrames), 120)).toEqual(expected);
  });

  it.each([1, 2, 7, 119, 120, 959, 960, 1799, 9001, 107_892, 1_080_000, 2_592_000])(
    'leaves out no frame of %i and takes none twice',
    (totalFrames) => {
      let next = 0;
      for (const [at, chunk] of cut(totalFrames).entries()) {
        expect(chunk).toMatchObject({ index: at, kind: 'picture', startFrame: next });
        expect(chunk.startFrame).toBe(chunk.firstSegment * 120);
        expect(chunk.frameCount).toBeGreaterThan(0);
        next += chunk.frameCount!;
      }
      expect(next).toBe(totalFrames);
    },
  );

  it('a last picture that is held while the sound goes on belongs to the chunk that shows it', () => {
    expect(table(cut(9000, at30, 1000))).toEqual([
      '0: segment 0, frame 0 + 120, 0.000 s + 4.000 s',
      '1: segment 1, frame 120 + 120, 4.000 s + 4.000 s',
      '2: segment 2, frame 240 + 240, 8.000 s + 8.000 s',
      '3: segment 4, frame 480 + 480, 16.000 s + 16.000 s',
      '4: segment 8, frame 960 + 8040, 32.000 s + 268.000 s',
    ]);
    expect(table(cut(9000, at30, 60))).toEqual(['0: segment 0, frame 0 + 9000, 0.000 s + 300.000 s']);
    expect(table(cut(9000, at30, 120))).toEqual(['0: segment 0, frame 0 + 9000, 0.000 s + 300.000 s']);
  });
});
