/** 4000.2 → "1:06:40": as on a player. */
export function formatDuration(durationSec: number): string {
  const whole = Math.max(0, Math.round(durationSec));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** 4000.2 → "1 hour 6 minutes 40 seconds": for people who hear the page. */
export function speakDuration(durationSec: number): string {
  const whole = Math.max(0, Math.round(durationSec));
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor((whole % 3600) / 60), 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const spoken = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return spoken.length > 0 ? spoken.join(' ') : '0 seconds';
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** 298.4 → "4 min 58 s": the two largest units, for lengths that are no film's. */
export function formatSpan(sec: number): string {
  const whole = Math.max(0, Math.round(sec));
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0 s';
  let left = whole;
  const parts = units.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.join(' ');
}

/** An estimate in words, coarse on purpose so that it does not flicker: "about 2 min". */
export function formatEstimate(sec: number): string {
  if (sec < 5) return 'a few seconds';
  if (sec < 55) return `about ${Math.ceil(sec / 5) * 5} s`;
  if (sec < 3570) return `about ${Math.max(1, Math.round(sec / 60))} min`;
  const hours = Math.round(sec / 360) / 10;
  return `about ${hours} h`;
}

/** "about 2 min left". */
export const formatTimeLeft = (leftSec: number): string => `${formatEstimate(leftSec)} left`;
