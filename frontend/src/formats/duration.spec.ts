import { describe, expect, it } from 'vitest';
import { formatDuration, formatSpan, formatTimeLeft, speakDuration } from './duration';

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [9.4, '0:09'],
    [59.6, '1:00'],
    [605, '10:05'],
    [3600, '1:00:00'],
    [4000.2, '1:06:40'],
    [-3, '0:00'],
  ])('shows %d s as %s', (sec, text) => expect(formatDuration(sec)).toBe(text));
});

describe('speakDuration', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [61, '1 minute 1 second'],
    [7200, '2 hours'],
    [4000.2, '1 hour 6 minutes 40 seconds'],
  ])('speaks %d s as %s', (sec, text) => expect(speakDuration(sec)).toBe(text));
});

describe('formatSpan', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [298.4, '4 min 58 s'],
    [300, '5 min'],
    [3599.6, '1 h'],
    [3605, '1 h'],
    [90_061, '1 d 1 h'],
  ])('says of %d s: %s', (sec, text) => expect(formatSpan(sec)).toBe(text));
});

describe('formatTimeLeft', () => {
  it.each([
    [0, 'a few seconds left'],
    [12, 'about 15 s left'],
    [54, 'about 55 s left'],
    [58, 'about 1 min left'],
    [150, 'about 3 min left'],
    [3580, 'about 1 h left'],
    [5400, 'about 1.5 h left'],
  ])('says of %d s: %s', (sec, text) => expect(formatTimeLeft(sec)).toBe(text));
});
