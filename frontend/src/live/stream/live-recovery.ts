import type { TroubleKind } from '../../player/recovery';

export type LiveStep =
  { do: 'reload'; afterMs: number } | { do: 'resume_loading'; afterMs: number } | { do: 'rebuild_decoder' };

const waitsMs = [500, 1000, 2000, 4000] as const;

/** The next thing to try. A camera is watched for days: what failed is tried again for ever. */
export function nextLiveStep(kind: TroubleKind, triesBefore: number): LiveStep {
  if (kind === 'media' && triesBefore === 0) return { do: 'rebuild_decoder' };
  const afterMs = waitsMs[Math.min(triesBefore, waitsMs.length - 1)]!;
  return { do: kind === 'network' ? 'resume_loading' : 'reload', afterMs };
}
