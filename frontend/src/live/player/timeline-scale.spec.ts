import { describe, expect, it } from 'vitest';
import { formatBehind, momentByKey, toMoment, toPercent } from './timeline-scale';

const range = { fromMs: 100_000, toMs: 400_000 };
const press = (key: string, shiftKey = false) => momentByKey({ key, shiftKey }, 250_000, range);

describe('the scale', () => {
  it('goes from moments to places and back', () => {
    expect(toPercent(range, 175_000)).toBe(25);
    expect(toMoment(range, 0.25)).toBe(175_000);
  });
  it('ends where the buffer ends', () => {
    expect(toPercent(range, 1)).toBe(0);
    expect(toPercent(range, 999_000)).toBe(100);
    expect(toMoment(range, -1)).toBe(100_000);
    expect(toMoment(range, 2)).toBe(400_000);
  });
  it('bears an empty buffer', () => expect(toPercent({ fromMs: 5, toMs: 5 }, 5)).toBe(100));
});

describe('momentByKey', () => {
  it.each([
    ['ArrowLeft', false, 249_000],
    ['ArrowRight', false, 251_000],
    ['ArrowLeft', true, 240_000],
    ['ArrowUp', false, 260_000],
    ['PageDown', false, 240_000],
    ['Home', false, 100_000],
    ['End', false, 400_000],
  ])('%s (shift: %s) leads to %d', (key, shift, momentMs) => expect(press(key, shift)).toBe(momentMs));

  it('stays within the buffer', () =>
    expect(momentByKey({ key: 'ArrowLeft', shiftKey: false }, 100_400, range)).toBe(100_000));
  it('leaves other keys alone', () => expect(press('Enter')).toBeNull());
});

describe('formatBehind', () => {
  it.each([
    [2840, '2.8 s'],
    [-300, '0.0 s'],
    [59_940, '59.9 s'],
    [72_000, '1 min 12 s'],
  ])('%d ms are %s', (behindMs, words) => expect(formatBehind(behindMs)).toBe(words));
});
