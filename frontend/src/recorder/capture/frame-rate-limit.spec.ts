import { describe, expect, it } from 'vitest';
import { FrameRateLimit } from './frame-rate-limit';

function acceptedOf(framesPerSec: number, jitterMs = 0): number {
  const limit = new FrameRateLimit();
  const times = Array.from(
    { length: framesPerSec * 10 },
    (_, i) => (i * 1000) / framesPerSec + Math.sin(i * 2.3) * jitterMs,
  );
  return times.filter((atMs) => limit.accepts(atMs)).length;
}

describe('FrameRateLimit', () => {
  it.each([15, 20, 25, 30])('lets all of %d pictures a second through', (rate) =>
    expect(acceptedOf(rate)).toBe(rate * 10),
  );
  it('lets a jittering camera through', () => expect(acceptedOf(30, 5)).toBe(300));
  it.each([60, 120])('thins %d pictures a second out', (rate) => {
    expect(acceptedOf(rate)).toBeGreaterThanOrEqual(290);
    expect(acceptedOf(rate)).toBeLessThanOrEqual(400);
  });
  it('refuses what does not come later', () => {
    const limit = new FrameRateLimit();
    expect([0, 0, -40].map((atMs) => limit.accepts(atMs))).toEqual([true, false, false]);
  });
});
