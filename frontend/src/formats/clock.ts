/** Moments as a clock on the wall shows them: in the viewer's own time zone, always with seconds. */

/** "14:03:22". */
export const formatClock = (ms: number): string =>
  new Date(ms).toLocaleTimeString('en-GB', { hour12: false, timeStyle: 'medium' });

/** "UTC+1", as it was at that moment: summer time may lie between then and now. */
export function formatUtcOffset(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const whole = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${whole}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** "14:03:22", and on another day than today "19 Nov, 14:03:22". */
export function formatClockNear(ms: number, nowMs: number): string {
  if (new Date(ms).toDateString() === new Date(nowMs).toDateString()) return formatClock(ms);
  return `${new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${formatClock(ms)}`;
}

/** "20 Nov 2026, 14:03:22 UTC+1". */
export const formatExactMoment = (ms: number): string =>
  `${new Date(ms).toLocaleDateString('en-GB', { dateStyle: 'medium' })}, ${formatClock(ms)} ${formatUtcOffset(ms)}`;
