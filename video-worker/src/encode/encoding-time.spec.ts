import { describe, expect, it } from 'vitest';
import { encodingTimeoutMs } from './encoding-time.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('encodingTimeoutMs', () => {
  it.each([
    ['a clip of 10 s', 10, hourMs / 4],
    ['no time at all', 0, hourMs / 4],
    ['as long as the shortest limit covers', 22.5, hourMs / 4],
    ['a film of half an hour', 1800, 20 * hourMs],
    ['as long as the longest limit covers', 2160, dayMs],
    ['a film of an hour', 3600, dayMs],
    ['a length that nobody knows', null, dayMs],
    ['a month of film', 30 * 86_400, dayMs],
    ['a length that no file has', 1e15, dayMs],
    ['a length without end', Infinity, dayMs],
  ])('gives %s its time', (_, durationSec, limitMs) => {
    expect(encodingTimeoutMs(durationSec)).toBe(limitMs);
  });

  it('is a whole number, as a timer needs it', () => {
    expect(Number.isInteger(encodingTimeoutMs(60.123_456_7))).toBe(true);
  });
});
