/**
 * For how long pages could be heard of without a break. Somebody who was not heard of while this process, PostgreSQL or the
 * machine stood still has not vanished. Times are UTC in ms, as a machine that slept shows in nothing else.
 */
export class Hearing {
  private lastMs: number;

  constructor(
    private sinceMs: number,
    /** Longer without a note is a break. */
    private readonly breakMs: number,
  ) {
    this.lastMs = sinceMs;
  }

  /** What a page tells would have reached its row now. */
  note(nowMs: number): void {
    if (nowMs - this.lastMs > this.breakMs) this.sinceMs = nowMs;
    this.lastMs = nowMs;
  }

  hasLasted(sec: number): boolean {
    return this.lastMs - this.sinceMs >= sec * 1000;
  }
}
