import { describe, expect, it } from 'vitest';
import { StandstillWatch } from './standstill';

describe('StandstillWatch', () => {
  it('tells of a picture that does not move for ten seconds, once each time', () => {
    const watch = new StandstillWatch();
    expect(watch.isStuck(5, false, 1000)).toBe(false);
    expect(watch.isStuck(5, false, 11_000)).toBe(false);
    expect(watch.isStuck(5, false, 11_001)).toBe(true);
    expect(watch.isStuck(5, false, 11_250)).toBe(false);
    expect(watch.isStuck(5, false, 21_002)).toBe(true);
  });

  it('counts only while the picture is meant to move', () => {
    const watch = new StandstillWatch();
    watch.isStuck(5, false, 1000);
    expect(watch.isStuck(5, true, 60_000)).toBe(false);
    expect(watch.isStuck(5, false, 69_000)).toBe(false);
    expect(watch.isStuck(6, false, 80_000)).toBe(false);
  });
});
