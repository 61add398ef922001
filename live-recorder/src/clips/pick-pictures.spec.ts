import { describe, expect, it } from 'vitest';
import { checkShown, pickPictures } from './pick-pictures.js';

const times = [0.02, 0.06, 0.1, 0.14, 0.18, 0.22];
const plan = { skippedFrames: 1, frames: 3, coverFrames: 6 };

describe('pickPictures', () => {
  it('begins on a picture and ends between two', () => {
    expect(pickPictures(times, plan, 0)).toEqual({ startSec: 0.06, endSec: 0.16, frames: 3 });
  });

  it('goes to the end', () => {
    expect(pickPictures(times, { ...plan, frames: 5 }, 0)).toEqual({
      startSec: 0.06,
      endSec: null,
      frames: 5,
    });
  });

  it('keeps the end where it is when a torn end before it lacks a picture', () => {
    expect(pickPictures(times.slice(1), plan, 1)).toEqual({ startSec: 0.1, endSec: 0.16, frames: 2 });
  });

  it.each([
    ['fewer pictures than the names say', times.slice(1), 0],
    ['more', [...times, 0.26], 0],
    ['fewer than torn ends explain', times.slice(2), 1],
    ['none', [], 6],
  ])('refuses %s', (_, found, tornEnds) => {
    expect(() => pickPictures(found, plan, tornEnds)).toThrow(
      `clip_incomplete: There should be 6 pictures; there are ${found.length}.`,
    );
  });
});

it('lets a picture at either end be missing, and no more', () => {
  for (const shown of [99, 100, 101]) expect(() => checkShown(shown, 100)).not.toThrow();
  for (const shown of [98, 102])
    expect(() => checkShown(shown, 100)).toThrow(`There should be 100 pictures; there are ${shown}.`);
});
