import { describe, expect, it } from 'vitest';
import { formatBitRate, formatBytes } from './bytes';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1_234_567, '1.2 MB'],
    [123_456_789, '123 MB'],
    [999_960_000, '1 GB'],
    [2_500_000_000_000, '2.5 TB'],
    [-1, '0 B'],
  ])('shows %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatBitRate', () => {
  it.each([
    [64_000, '64 kb/s'],
    [999_600, '1.0 Mb/s'],
    [2_345_000, '2.3 Mb/s'],
  ])('shows %d as %s', (bps, text) => expect(formatBitRate(bps)).toBe(text));
});
