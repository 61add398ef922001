const steps = [
  { unit: 'year', sec: 31_557_600 },
  { unit: 'month', sec: 2_629_800 },
  { unit: 'week', sec: 604_800 },
  { unit: 'day', sec: 86_400 },
  { unit: 'hour', sec: 3600 },
  { unit: 'minute', sec: 60 },
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago something was: "3 hours ago". A clock that is ahead of the server's says "just now". */
export function formatAge(iso: string, nowMs: number): string {
  const ageSec = (nowMs - Date.parse(iso)) / 1000;
  const step = steps.find(({ sec }) => ageSec >= sec);
  return step ? words.format(-Math.floor(ageSec / step.sec), step.unit) : 'just now';
}

/** "20 Nov 2026, 07:13" in the reader's own time zone, for tooltips and details. */
export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
