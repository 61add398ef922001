/** Enough to have met the least delayed one; at 20 frames a second that takes half a second. */
const settledAfter = 10;
const countedMin = 30;
/** A page that is busy reads thirty old blocks of sound in one go; sooner or later it reads one that is fresh. */
const countedForMs = 10_000;

/**
 * Where a track's own timestamps lie on the page's clock. Cameras and microphones count from different zeros, and the
 * browser doesn't tell which. What it does tell is when a frame arrived: never before it was captured. So the least
 * delayed of the first frames counts.
 */
export class TrackClock {
  private offsetMs = Infinity;
  private count = 0;
  private firstArrivedAtMs: number | null = null;

  observe(timestampMs: number, arrivedAtMs: number): void {
    this.firstArrivedAtMs ??= arrivedAtMs;
    if (this.count >= countedMin && arrivedAtMs - this.firstArrivedAtMs > countedForMs) return;
    this.count += 1;
    this.offsetMs = Math.min(this.offsetMs, arrivedAtMs - timestampMs);
  }

  get isSettled(): boolean {
    return this.count >= settledAfter;
  }

  /** Add it to a timestamp to have the page's time. */
  get offsetToPageMs(): number {
    return this.offsetMs;
  }
}
