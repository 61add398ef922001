import { formatSpan } from '../../formats/duration';
import type { TimeRange } from '../stream/stream-times';

const stepMs = 1000;
const longStepMs = 10_000;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** How far along the line a moment is, in percent. */
export function toPercent({ fromMs, toMs }: TimeRange, momentMs: number): number {
  return toMs > fromMs ? clamp((100 * (momentMs - fromMs)) / (toMs - fromMs), 0, 100) : 100;
}

/** The moment at a fraction of the line. */
export const toMoment = ({ fromMs, toMs }: TimeRange, fraction: number): number =>
  Math.round(fromMs + clamp(fraction, 0, 1) * (toMs - fromMs));

/** Where a key leads from the moment that is shown; null for keys that are not ours. */
export function momentByKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  shownMs: number,
  { fromMs, toMs }: TimeRange,
): number | null {
  const sidewaysMs = shiftKey ? longStepMs : stepMs;
  const moments: Record<string, number> = {
    ArrowLeft: shownMs - sidewaysMs,
    ArrowRight: shownMs + sidewaysMs,
    ArrowDown: shownMs - longStepMs,
    ArrowUp: shownMs + longStepMs,
    PageDown: shownMs - longStepMs,
    PageUp: shownMs + longStepMs,
    Home: fromMs,
    End: toMs,
  };
  const momentMs = moments[key];
  return momentMs === undefined ? null : clamp(momentMs, fromMs, toMs);
}

/** "2.8 s", "1 min 12 s": how far what is shown lies behind now. */
export function formatBehind(behindMs: number): string {
  const sec = Math.max(0, behindMs / 1000);
  return sec < 59.95 ? `${sec.toFixed(1)} s` : formatSpan(sec);
}
