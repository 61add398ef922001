export interface TransferSample {
  atMs: number;
  sentBytes: number;
}

/** Long enough to smooth the bursts of a socket buffer, short enough to notice that the Wi-Fi got worse. */
const windowMs = 8000;
const leastSpanMs = 500;

/** Adds a sample and forgets those that left the window; the newest of the old ones stays as its edge. */
export function addSample(samples: readonly TransferSample[], sample: TransferSample): TransferSample[] {
  const firstInside = samples.findIndex(({ atMs }) => atMs >= sample.atMs - windowMs);
  const kept = firstInside < 0 ? samples.slice(-1) : samples.slice(Math.max(0, firstInside - 1));
  return [...kept, sample];
}

/** Bytes a second over the window; null while there is too little to tell. */
export function transferRate(samples: readonly TransferSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < leastSpanMs) return null;
  return ((last.sentBytes - first.sentBytes) * 1000) / (last.atMs - first.atMs);
}

/** Seconds until the last byte is sent; null while the rate is unknown or nothing moves. */
export function transferTimeLeft(leftBytes: number, rateBytesPerSec: number | null): number | null {
  return rateBytesPerSec !== null && rateBytesPerSec > 0 ? leftBytes / rateBytesPerSec : null;
}
