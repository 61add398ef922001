import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';
import { countFrames, findStall, firstSigns } from './watchdog.js';

describe('findStall', () => {
  const running = { ...firstSigns(0), segmentAtMs: 10_000, grownAtMs: 10_000, frames: 300 };

  it('gives a camera 10 s for its first second', () => {
    expect(findStall(firstSigns(0), 1, 10_000)).toBeNull();
    expect(findStall(firstSigns(0), 1, 10_001)).toBe('no picture within 10 s of connecting');
  });

  it('expects a segment every 4 s, or every third key frame', () => {
    const moving = (atMs: number) => ({ ...running, grownAtMs: atMs });
    expect(findStall(moving(14_000), 1, 14_000)).toBeNull();
    expect(findStall(moving(14_001), 1, 14_001)).toBe('nothing new for 4 s');
    expect(findStall(moving(17_500), 2.5, 17_500)).toBeNull();
    expect(findStall(moving(17_501), 2.5, 17_501)).toBe('nothing new for 8 s');
  });

  it('expects ffmpeg to count on, whatever it says besides', () => {
    const counting = countFrames({ ...running, segmentAtMs: 20_000 }, 310, 12_000);
    const repeating = countFrames(counting, 310, 16_000);
    expect(findStall(repeating, 2.5, 17_000)).toBeNull();
    expect(findStall(repeating, 2.5, 17_001)).toBe('no new picture for 5 s');
  });
});

it('tries again after longer and longer pauses, up to half a minute, for ever', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backoffMs(failures, 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(backoffMs(7, 0)).toBe(0);
  expect(backoffMs(7, 0.5)).toBe(15_000);
});
