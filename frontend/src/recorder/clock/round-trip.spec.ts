import { describe, expect, it } from 'vitest';
import { keepRoundTrips, quickestRoundTrip, roundTrip, type RoundTrip } from './round-trip';

const collect = (...trips: RoundTrip[]) => trips.reduce<RoundTrip[]>(keepRoundTrips, []);

describe('the clock of the server', () => {
  it('is read in the middle of a round trip', () => {
    expect(roundTrip(1000, 51_050, 1100)).toEqual({ offsetMs: 50_000, durationMs: 100 });
  });

  it('is unknown before the first answer', () => expect(quickestRoundTrip([])).toBeNull());

  it('is told best by the quickest round trip, however old', () => {
    const trips = collect(
      { offsetMs: 5040, durationMs: 120 },
      { offsetMs: 5003, durationMs: 8 },
      { offsetMs: 4900, durationMs: 400 },
    );
    expect(quickestRoundTrip(trips)?.offsetMs).toBe(5003);
  });

  it('is measured anew when a clock has jumped: what contradicts the newest answer is forgotten', () => {
    const trips = collect(
      { offsetMs: 5000, durationMs: 8 },
      { offsetMs: 5004, durationMs: 10 },
      { offsetMs: 65_000, durationMs: 90 },
    );
    expect(quickestRoundTrip(trips)?.offsetMs).toBe(65_000);
    expect(trips).toHaveLength(1);
  });

  it('forgets what is old, so that drift cannot add up', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ offsetMs: i, durationMs: i === 0 ? 1 : 50 }));
    const kept = collect(...many);
    expect(kept).toHaveLength(20);
    expect(quickestRoundTrip(kept)?.durationMs).toBe(50);
  });
});
