import { formatClockNear, formatUtcOffset } from '../../formats/clock';

/** The wall clock of what is shown, on the picture. */
export function PictureClock({ shownMs, nowMs }: { shownMs: number | null; nowMs: number }) {
  if (shownMs === null) return null;
  return (
    <p className="rounded bg-black/75 px-2 py-1 text-xs text-white tabular-nums">
      <time dateTime={new Date(shownMs).toISOString()}>{formatClockNear(shownMs, nowMs)}</time>{' '}
      <span className="text-white/75">{formatUtcOffset(shownMs)}</span>
    </p>
  );
}
