import type { ChunkRange } from './chunk-ranges.js';
import { findGaps, lastKnownMs, type TakeShape } from './film-gaps.js';
import type { RecordingGap } from './room-views.js';

/** A take and what its encoder was set to. */
export interface PlannedTake extends TakeShape {
  /** The same text for takes of mp4 that may stand in one file (mp4/take-init.ts); null for webm, and when nothing tells. */
  configuration: string | null;
}

/** A run of media that one file can hold; takes are named by their place. */
export type FilmPart =
  | { kind: 'fragments'; takes: number[] }
  /** Slices of one stream without a gap between them; behind a gap they need the stream's header first. */
  | { kind: 'slices'; take: number; slices: ChunkRange; needsHeader: boolean };

export interface FilmPlan {
  /** `copy`: one part, which needs an index and no encoding. `none`: nothing of it can be shown. */
  way: 'copy' | 'normalise' | 'none';
  parts: FilmPart[];
  gaps: RecordingGap[];
  lengthSec: number;
}

/**
 * How the takes of one participant become a film. Pure; `takes` in the order in which they began. Whatever can be copied
 * is: mp4 takes whose encoders agree are one file with jumps in time, and a webm take without a gap is one already.
 */
export function planFilm(takes: readonly PlannedTake[], durationMs: number): FilmPlan {
  const unusable = new Set(takes.flatMap((take, place) => (isUsable(take) ? [] : [place])));
  const parts: FilmPart[] = [];
  for (const [place, take] of takes.entries()) {
    if (unusable.has(place)) continue;
    const last = parts.at(-1);
    if (take.container === 'webm') parts.push(...cutSlices(take, place));
    else if (last?.kind === 'fragments' && takes[last.takes[0]!]!.configuration === take.configuration)
      last.takes.push(place);
    else parts.push({ kind: 'fragments', takes: [place] });
  }
  const endsMs = takes.filter((_, place) => !unusable.has(place)).map(lastKnownMs);
  return {
    way: parts.length === 0 ? 'none' : parts.length === 1 ? 'copy' : 'normalise',
    parts,
    gaps: findGaps(takes, durationMs, unusable),
    lengthSec: Math.max(durationMs, ...endsMs) / 1000,
  };
}

/** Everything begins with chunk 0: an mp4 take's init segment, which is nothing alone, or a webm take's header. */
const isUsable = ({ container, configuration, chunks }: PlannedTake): boolean =>
  chunks[0]?.seq === 0 && (container === 'webm' || (chunks.length > 1 && configuration !== null));

function cutSlices({ chunks }: PlannedTake, take: number): FilmPart[] {
  const runs: [number, number][] = [];
  for (const { seq } of chunks) {
    const last = runs.at(-1);
    if (last && seq === last[1] + 1) last[1] = seq;
    else runs.push([seq, seq]);
  }
  return runs.map((slices) => ({ kind: 'slices', take, slices, needsHeader: slices[0] > 0 }));
}
