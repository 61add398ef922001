const intervalMs = 1000 / 30;
/** Cameras jitter: a picture that comes a little early belongs to the next place. */
const earlyMs = 10;

/** Lets at most 30 pictures a second through, evenly; timestamps that don't rise are refused. */
export class FrameRateLimit {
  private nextMs = -Infinity;
  private lastMs = -Infinity;

  accepts(atMs: number): boolean {
    if (atMs <= this.lastMs || atMs < this.nextMs - earlyMs) return false;
    this.lastMs = atMs;
    this.nextMs = Math.max(this.nextMs + intervalMs, atMs + intervalMs - earlyMs);
    return true;
  }
}
