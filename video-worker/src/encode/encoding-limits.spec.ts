import { describe, expect, it } from 'vitest';
import { encodingLimits } from './encoding-limits.js';

const fullHd = { decodedPerSec: 1920 * 1080 * 30, encodedPerSec: (1280 * 720 + 854 * 480) * 30 };

describe('encodingLimits', () => {
  it('gives a minute of full HD twenty times what it takes', () => {
    expect(encodingLimits(60, fullHd)).toEqual({
      timeoutMs: 2_400_000,
      limits: { cpuSec: 1849, fileBytes: 2 * 1024 ** 3 + 90 * 25e6 },
    });
  });

  it('gives what is only copied a little', () => {
    expect(encodingLimits(3600).limits.cpuSec).toBe(3750);
  });

  it.each([null, 1e15, Infinity])('is finite for a length of %s', (durationSec) => {
    expect(encodingLimits(durationSec, fullHd).limits).toEqual(encodingLimits(24 * 3600, fullHd).limits);
  });
});
