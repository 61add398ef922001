import { describe, expect, it } from 'vitest';
import { chooseLevel } from './choose-level';

/** 480p, 720p, 1080p of a video of a minute, 8 s of it buffered. */
const choose = (availableSec: number[], wanted: number, bufferEndSec = 8, endSec = 60) =>
  chooseLevel({ availableSec, wanted, bufferEndSec, endSec });

describe('chooseLevel', () => {
  it('takes what is wanted when it goes on', () => {
    expect(choose([60, 60, 60], 1)).toBe(1);
    expect(choose([12, 12, 12], 2)).toBe(2);
  });

  it('goes down from one that has ended to the highest that goes on', () => {
    expect(choose([20, 16, 8], 2)).toBe(1);
    expect(choose([20, 8, 8], 2)).toBe(0);
  });

  it('goes up when nothing lower goes on, no higher than it must', () => {
    expect(choose([8, 60, 60], 0)).toBe(1);
    expect(choose([8, 8, 60], 0)).toBe(2);
  });

  it('leaves a level a segment before its end, not in the middle of it', () => {
    expect(choose([11, 60, 60], 0)).toBe(1);
    expect(choose([12, 60, 60], 0)).toBe(0);
  });

  it('bears with frames that do not end on the second', () => {
    expect(choose([12.012, 60, 60], 0, 8.04)).toBe(0);
  });

  it('takes the one that reaches furthest when none has a whole segment more', () => {
    expect(choose([8, 10, 8], 0)).toBe(1);
    expect(choose([4, 4, 6], 1)).toBe(2);
  });

  it('stays with what is wanted where all end together', () => {
    expect(choose([8, 8, 8], 1)).toBe(1);
    expect(choose([8, 8.02, 8], 0)).toBe(0);
  });

  it('asks for no more than the video has', () => {
    expect(choose([60, 58, 60], 1, 58)).toBe(0);
    expect(choose([59.98, 60, 60], 0, 60)).toBe(0);
  });

  it('knows one level only', () => expect(choose([0], 0)).toBe(0));

  it('keeps what is wanted when there is nothing to choose from', () => expect(choose([], -1)).toBe(-1));
});
