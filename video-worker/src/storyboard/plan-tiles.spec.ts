import { describe, expect, it } from 'vitest';
import type { MeasuredPart } from '../verify/measure-part.js';
import { chunkClaim, film, picture, planOf } from '../testing/sample-film.js';
import { planTiles, tileStep } from './plan-tiles.js';

/** The smallest rendition's segments, by the pictures in them. */
const partOf = (sampleCount: number, size: [number | null, number | null] = [854, 480]): MeasuredPart =>
  ({ kind: 'video', width: size[0], height: size[1], sampleCount }) as MeasuredPart;

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.split(' ');

/** Of a film with so many pictures, at 30 a second. */
const lasting = (totalFrames: number) => planOf({ cutting: { totalFrames, ownFrames: totalFrames } });
/** Ten minutes and a little: a tile of every second key frame. */
const eleven = lasting(19_800);

describe('tileStep', () => {
  it.each([
    [1, 1],
    [1800, 1],
    [18_000, 1],
    [18_001, 2],
    [36_000, 2],
    [36_001, 3],
    [2_592_000, 144],
  ])('takes of %i pictures every %i. key frame', (totalFrames, step) => {
    expect(tileStep(lasting(totalFrames))).toBe(step);
  });

  it('goes by what the file claims where the length turns out', () => {
    const open = { ...planOf(), totalFrames: null, ownFrames: null };
    expect(tileStep({ ...open, expectedDurationSec: 600 })).toBe(1);
    expect(tileStep({ ...open, expectedDurationSec: 601 })).toBe(2);
    expect(tileStep({ ...open, expectedDurationSec: null })).toBe(1);
  });

  it('has nothing to take in sound alone', () => {
    expect(tileStep(planOf({ media: { video: null } }))).toBe(1);
  });
});

describe('planTiles', () => {
  it('makes one picture of the key frames of two segments', () => {
    expect(planTiles(chunkClaim(), { first: 0, count: 2 }, partOf(240))).toEqual({
      fileName: 'tiles_00000.jpg',
      tileCount: 4,
      output: {
        path: 'tiles-0.jpg',
        options: [
          ...words('-map 0:v:0'),
          ...words("-vf select='not(mod(n+0,1))',scale=160:90,tile=10x1,scale=out_range=pc,format=yuvj420p"),
          ...words('-frames:v 1 -fps_mode passthrough -q:v 3 -map_metadata -1 -f image2 -update 1'),
        ],
      },
    });
  });

  it('counts on from the segments before, and names what was made again anew', () => {
    const claim = chunkClaim({ plan: eleven, claim: 3 });
    const tiles = planTiles(claim, { first: 7, count: 8 }, partOf(960));
    expect(tiles).toMatchObject({
      fileName: 'tiles_00007-3.jpg',
      tileCount: 8,
      output: { path: 'tiles-7.jpg' },
    });
    expect(tiles?.output.options[3]).toBe(
      "select='not(mod(n+14,2))',scale=160:90,tile=10x1,scale=out_range=pc,format=yuvj420p",
    );
  });

  it('takes as many rows as it needs', () => {
    const { output } = planTiles(chunkClaim(), { first: 0, count: 11 }, partOf(1320)) ?? {};
    expect(output?.options[3]).toContain('tile=10x3,');
  });

  it('makes upright tiles of a portrait', () => {
    const { output } = planTiles(chunkClaim(), { first: 0, count: 1 }, partOf(120, [480, 854])) ?? {};
    expect(output?.options[3]).toContain('scale=90:160,');
  });

  it('makes one tile of a segment that ends early, and of a single picture', () => {
    expect(planTiles(chunkClaim(), { first: 0, count: 1 }, partOf(60))?.tileCount).toBe(1);
    expect(planTiles(chunkClaim(), { first: 0, count: 1 }, partOf(61))?.tileCount).toBe(2);
    expect(planTiles(chunkClaim(), { first: 0, count: 1 }, partOf(1))?.tileCount).toBe(1);
  });

  it('makes none where no key frame is one', () => {
    const sparse = lasting(2_592_000);
    expect(planTiles(chunkClaim({ plan: sparse }), { first: 1, count: 2 }, partOf(240))).toBeNull();
    expect(planTiles(chunkClaim({ plan: sparse }), { first: 72, count: 1 }, partOf(120))?.tileCount).toBe(1);
  });

  it('makes none of sound', () => {
    const song = planOf({ media: { video: null } });
    expect(planTiles(chunkClaim({ plan: song }), { first: 0, count: 1 }, partOf(120))).toBeNull();
    expect(planTiles(chunkClaim(), { first: 0, count: 1 }, partOf(120, [null, null]))).toBeNull();
  });

  it.each([
    ['30 fps', film],
    ['23.976 fps', { ...film, video: { ...picture, averageFrameRate: { num: 24_000, den: 1001 } } }],
  ])('loses and doubles no tile, however a film is cut: %s', (_, media) => {
    for (const totalFrames of [1, 961, 18_001, 36_001, 90_007]) {
      const plan = planOf({ media, cutting: { totalFrames, ownFrames: totalFrames } });
      const { segmentFrames, gopFrames } = plan.picture!;
      for (const segments of [1, 2, 3, 7]) {
        let tileCount = 0;
        for (let first = 0; first * segmentFrames < totalFrames; first += segments) {
          const frames = Math.min(segments * segmentFrames, totalFrames - first * segmentFrames);
          const tiles = planTiles(chunkClaim({ plan }), { first, count: segments }, partOf(frames));
          tileCount += tiles?.tileCount ?? 0;
        }
        expect(tileCount).toBe(Math.ceil(Math.ceil(totalFrames / gopFrames) / tileStep(plan)));
      }
    }
  });
});
