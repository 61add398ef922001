import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatClock, formatClockNear, formatExactMoment, formatUtcOffset } from './clock';

const noon = Date.parse('2026-11-20T12:00:05Z');
const inZone = (zone: string) => vi.stubEnv('TZ', zone);

describe('the clock', () => {
  beforeEach(() => void inZone('Europe/Berlin'));
  afterEach(() => void vi.unstubAllEnvs());

  it('shows seconds in the own zone', () => expect(formatClock(noon)).toBe('13:00:05'));

  it('names the day when it is another one', () => {
    expect(formatClockNear(noon, noon + 3_600_000)).toBe('13:00:05');
    expect(formatClockNear(noon, noon + 86_400_000)).toBe('20 Nov, 13:00:05');
  });

  it('says how far the zone is from UTC', () => {
    expect(formatUtcOffset(noon)).toBe('UTC+1');
    expect(formatUtcOffset(Date.parse('2026-07-20T12:00:00Z'))).toBe('UTC+2');
    expect(formatExactMoment(noon)).toBe('20 Nov 2026, 13:00:05 UTC+1');
  });

  it.each([
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'UTC+5:30'],
    ['America/New_York', 'UTC−5'],
  ])('%s is %s', (zone, words) => {
    inZone(zone);
    expect(formatUtcOffset(noon)).toBe(words);
  });
});
