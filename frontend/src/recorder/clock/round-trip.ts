/** One question to the server for its time, on the page's clock (performance.now(), which no wall clock moves). */
export interface RoundTrip {
  /** Server time minus page time. */
  offsetMs: number;
  durationMs: number;
}

const keptMax = 20;
/** Answers carry whole milliseconds, and two quartz clocks drift apart a little in ten minutes. */
const toleranceMs = 25;

export function roundTrip(sentAtMs: number, serverTimeMs: number, receivedAtMs: number): RoundTrip {
  const durationMs = receivedAtMs - sentAtMs;
  return { offsetMs: serverTimeMs - (sentAtMs + durationMs / 2), durationMs };
}

/**
 * Adds a round trip and forgets the oldest. Those that can't be true together with the new one are forgotten as well:
 * either clock has jumped in between, or the machine slept and the page's clock stood still.
 */
export function keepRoundTrips(kept: readonly RoundTrip[], next: RoundTrip): RoundTrip[] {
  const agrees = (old: RoundTrip) =>
    Math.abs(old.offsetMs - next.offsetMs) <= (old.durationMs + next.durationMs) / 2 + toleranceMs;
  return [...kept.filter(agrees), next].slice(-keptMax);
}

/** The quickest one had the least room to be wrong. */
export function quickestRoundTrip(kept: readonly RoundTrip[]): RoundTrip | null {
  return kept.reduce<RoundTrip | null>(
    (best, trip) => (best === null || trip.durationMs <= best.durationMs ? trip : best),
    null,
  );
}
