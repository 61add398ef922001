import { missingRanges } from './chunk-ranges.js';
import { chunkSec } from './recording-limits.js';
import type { TakeContainer, TakeEndReason } from './recording-states.js';
import type { RecordingGap } from './room-views.js';

/** A take as its rows tell of it; libs/database loads it. */
export interface TakeShape {
  container: TakeContainer;
  /** On the recording's clock; its chunks' times count from here. */
  startMs: number;
  endReason: TakeEndReason | null;
  /** null when nobody has said how many there are. */
  chunkCount: number | null;
  recordedChunks: number;
  /** Those that are there, in order. */
  chunks: readonly { seq: number; startMs: number; endMs: number }[];
}

/** Somebody who comes or goes within a second of the others was there all along. */
const absentMinMs = 1000;
/** The next take of a browser that goes on at once begins within this time. */
const interruptedMinMs = 500;

interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * Where a film holds its last picture because something was not recorded or has not arrived. `takes` in the order in
 * which they began; those in `unusable` are there, but without the chunk that the others need.
 */
export function findGaps(
  takes: readonly TakeShape[],
  durationMs: number,
  unusable: ReadonlySet<number> = new Set(),
): RecordingGap[] {
  const gaps: RecordingGap[] = [];
  const add = ({ fromMs, toMs }: Span, reason: RecordingGap['reason']): void => {
    const [from, to] = [Math.max(0, Math.round(fromMs)), Math.round(toMs)];
    if (to > from) gaps.push({ fromSec: from / 1000, toSec: to / 1000, reason });
  };
  let endMs = 0;
  for (const [place, take] of takes.entries()) {
    const before = takes[place - 1];
    const reason = before ? (before.endReason === 'paused' ? 'paused' : 'interrupted') : 'absent';
    const leastMs = { absent: absentMinMs, interrupted: interruptedMinMs, paused: 0 }[reason];
    if (take.startMs - endMs > leastMs) add({ fromMs: endMs, toMs: take.startMs }, reason);
    const limitMs = takes[place + 1]?.startMs ?? Math.max(durationMs, lastKnownMs(take));
    const missing = unusable.has(place) ? null : missingSpans(take, limitMs);
    const takeEndMs = Math.max(lastKnownMs(take), missing?.at(-1)?.toMs ?? 0);
    if (missing === null) add({ fromMs: take.startMs, toMs: takeEndMs }, 'missing_chunks');
    else for (const span of missing) add(span, 'missing_chunks');
    endMs = Math.max(endMs, takeEndMs);
  }
  if (durationMs - endMs > absentMinMs) add({ fromMs: endMs, toMs: durationMs }, 'absent');
  return gaps;
}

/** Where the last chunk that has arrived ends, on the recording's clock. */
export const lastKnownMs = ({ startMs, chunks }: TakeShape): number => startMs + (chunks.at(-1)?.endMs ?? 0);

/** A missing chunk lies between its neighbours; behind the last one there are none, and chunks are as long as they should be. */
function missingSpans(take: TakeShape, limitMs: number): Span[] {
  const { startMs, chunks } = take;
  const ranges = missingRanges(
    chunks.map(({ seq }) => seq),
    Math.max(take.chunkCount ?? take.recordedChunks, 0),
  );
  return ranges.map(([first, last]) => {
    const fromMs = startMs + (chunks.findLast(({ seq }) => seq < first)?.endMs ?? 0);
    const next = chunks.find(({ seq }) => seq > last);
    const guessedMs = Math.min(limitMs, fromMs + (last - first + 1) * chunkSec * 1000);
    return { fromMs, toMs: next ? startMs + next.startMs : guessedMs };
  });
}
