const sleptAfterMs = 10_000;

/**
 * Tells when the machine has slept. On some systems the page's clock stands still meanwhile and only the wall clock
 * shows it; on others both go on and only the beats are missing.
 */
export class SleepWatch {
  private last: { wallMs: number; pageMs: number } | null = null;

  /** True once after every sleep. A wall clock that is put forward by hand looks the same, and costs a new take. */
  beat(wallMs: number, pageMs: number): boolean {
    const last = this.last;
    this.last = { wallMs, pageMs };
    return last !== null && Math.max(wallMs - last.wallMs, pageMs - last.pageMs) > sleptAfterMs;
  }
}
