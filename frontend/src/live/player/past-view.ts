import type { TimeRange } from '../stream/stream-times';

/** On either side of the moment that somebody goes to: a list that a player reads at once. */
const listedMs = 30 * 60_000;

/** A moment of the past with the range around it that is listed instead of the latest hours. */
export interface PastView {
  url: string;
  startMs: number;
  toMs: number;
}

/** In a hole: where the picture begins again; beyond the buffer's ends: the end. */
export function pastViewAt(
  dvrUrl: string,
  wantedMs: number,
  buffer: TimeRange,
  holes: readonly TimeRange[],
): PastView {
  const insideMs = Math.min(Math.max(wantedMs, buffer.fromMs), buffer.toMs);
  const startMs = holes.find(({ fromMs, toMs }) => insideMs >= fromMs && insideMs < toMs)?.toMs ?? insideMs;
  const [fromMs, toMs] = [startMs - listedMs, startMs + listedMs];
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return { url: `${dvrUrl}?${new URLSearchParams(range)}`, startMs, toMs };
}
