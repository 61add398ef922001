import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromFieldTime, toFieldTime } from './time-field';

describe('a field of date and time', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
  afterEach(() => void vi.unstubAllEnvs());

  it.each(['2026-11-20T12:00:05Z', '2026-07-01T23:30:00Z'])('is in the own zone, and back: %s', (utc) => {
    const ms = Date.parse(utc);
    expect(fromFieldTime(toFieldTime(ms))).toBe(ms);
  });
  it('has seconds', () =>
    expect(toFieldTime(Date.parse('2026-07-01T23:30:00Z'))).toBe('2026-07-02T01:30:00'));
  it('is no time while it is empty', () => expect(fromFieldTime('')).toBeNull());
});
