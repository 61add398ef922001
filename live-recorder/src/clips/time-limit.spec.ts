import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cutLimitSec, TimeLimit } from './time-limit.js';

it('cutLimitSec grows with the clip, and where it is encoded', () => {
  expect([1, 60, 7200].map((clipSec) => cutLimitSec(clipSec, 'copy'))).toEqual([62, 180, 14_460]);
  expect([1, 60, 7200].map((clipSec) => cutLimitSec(clipSec, 'encode'))).toEqual([80, 1260, 144_060]);
});

describe('TimeLimit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends the work in time, as a timeout', () => {
    const limit = new TimeLimit(62);
    vi.advanceTimersByTime(61_999);
    expect(limit.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('can be extended, from its beginning, and cleared', () => {
    const limit = new TimeLimit(62);
    vi.advanceTimersByTime(50_000);
    limit.extendTo(80);
    vi.advanceTimersByTime(29_000);
    expect(limit.signal.aborted).toBe(false);
    limit.clear();
    vi.advanceTimersByTime(99_000);
    expect(limit.signal.aborted).toBe(false);
  });
});
