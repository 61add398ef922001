const shortestLimitSec = 15 * 60;
/** Slower than this times real time, something is wrong; a 4K source on an old machine is at about 10. */
const slowestFactor = 40;
const longestLimitSec = 24 * 3600;

/** The time that ffmpeg gets for a source of this length. */
export function encodingTimeoutMs(durationSec: number | null): number {
  const wantedSec =
    durationSec === null ? longestLimitSec : Math.max(shortestLimitSec, slowestFactor * durationSec);
  return Math.round(Math.min(longestLimitSec, wantedSec) * 1000);
}
