import { describe, expect, it } from 'vitest';
import { encodingTimeoutMs, remainingSec } from './encoding-time.js';

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

describe('remainingSec', () => {
  it.each([
    ['at double speed', 60, 20, 2, 20],
    ['at half speed', 60, 20, 0.5, 80],
    ['to the second', 60, 0, 7, 9],
    ['nothing when it is done', 60, 60, 2, 0],
    ['nothing when it is over the end', 60, 61.5, 2, 0],
    ['unknown without a length', null, 20, 2, null],
    ['unknown without a speed', 60, 20, null, null],
    ['unknown while nothing moves', 60, 20, 0, null],
    ['unknown at a speed that cannot be', 60, 20, -1, null],
  ])('is %s', (_, totalSec, doneSec, speed, remaining) => {
    expect(remainingSec(totalSec, doneSec, speed)).toBe(remaining);
  });
});
