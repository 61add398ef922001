/** Whole seconds since a recording's 0, for a clock that counts up; before it, none have passed. */
export function elapsedSec(startedAtMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - startedAtMs) / 1000));
}
