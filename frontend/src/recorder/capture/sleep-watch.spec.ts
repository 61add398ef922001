import { describe, expect, it } from 'vitest';
import { SleepWatch } from './sleep-watch';

const beats = (...times: [wallMs: number, pageMs: number][]) => {
  const watch = new SleepWatch();
  return times.map(([wallMs, pageMs]) => watch.beat(wallMs, pageMs));
};

describe('SleepWatch', () => {
  it('hears an even beat', () =>
    expect(beats([0, 0], [1000, 1000], [2000, 2000])).toEqual([false, false, false]));
  it('tells once when the wall clock went on alone', () =>
    expect(beats([0, 0], [60_000, 1000], [61_000, 2000])).toEqual([false, true, false]));
  it('tells when both clocks went on without a beat', () =>
    expect(beats([0, 0], [11_000, 11_000])).toEqual([false, true]));
  it('bears a busy page and a wall clock that is put back', () =>
    expect(beats([0, 0], [9000, 9000], [-90_000, 10_000])).toEqual([false, false, false]));
});
