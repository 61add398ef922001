import { describe, expect, it } from 'vitest';
import { chooseBitrates, isStorageLow, minutesLeft } from './bitrates';

describe('chooseBitrates', () => {
  it.each([
    [{ width: 640, height: 360 }, 800_000],
    [{ width: 1280, height: 720 }, 2_500_000],
    [{ width: 720, height: 1280 }, 2_500_000],
    [{ width: 1920, height: 1080 }, 4_500_000],
    [{ width: 2560, height: 1440 }, 6_000_000],
  ])('%j takes %d bit/s', (size, bitsPerSec) =>
    expect(chooseBitrates(size, false).pictureBitsPerSec).toBe(bitsPerSec),
  );

  it('halves what a low storage has to hold', () => {
    expect(chooseBitrates({ width: 1280, height: 720 }, true)).toEqual({
      pictureBitsPerSec: 1_250_000,
      soundBitsPerSec: 64_000,
    });
  });

  it('spends nothing on a picture that is not there', () =>
    expect(chooseBitrates(null, false).pictureBitsPerSec).toBe(0));
});

describe('minutesLeft', () => {
  const bitrates = { pictureBitsPerSec: 2_500_000, soundBitsPerSec: 128_000 };
  it('is some forty minutes in a gigabyte', () => expect(minutesLeft(1e9, bitrates)).toBe(45));
  it.each([0, -5])('is nothing with %d bytes', (free) => expect(minutesLeft(free, bitrates)).toBe(0));
});

describe('isStorageLow', () => {
  it('does not cry when the browser says nothing', () => expect(isStorageLow(null)).toBe(false));
  it('warns below twenty minutes', () => expect([isStorageLow(19), isStorageLow(20)]).toEqual([true, false]));
});
