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

/** Seconds until the encoder reaches the end at its present speed; null while that isn't known. */
export function remainingSec(totalSec: number | null, doneSec: number, speed: number | null): number | null {
  if (totalSec === null || speed === null || speed <= 0) return null;
  return Math.max(0, Math.round((totalSec - doneSec) / speed));
}
