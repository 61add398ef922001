/** What hls.js could not get over by itself, as far as it decides what may help. */
export type TroubleKind = 'playlist' | 'network' | 'media' | 'other';

export type RecoveryStep =
  | { do: 'reload_playlist'; afterMs: number }
  | { do: 'resume_loading'; afterMs: number }
  | { do: 'rebuild_decoder' }
  | { do: 'give_up' };

const networkWaitsMs = [1000, 2000, 4000, 8000] as const;
const decoderRebuilds = 2;

/** The next thing to try, from how often it was tried since the last piece of video arrived. */
export function nextRecoveryStep(kind: TroubleKind, triesBefore: number): RecoveryStep {
  if (kind === 'media') return triesBefore < decoderRebuilds ? { do: 'rebuild_decoder' } : { do: 'give_up' };
  const afterMs = networkWaitsMs[triesBefore];
  if (kind === 'other' || afterMs === undefined) return { do: 'give_up' };
  return { do: kind === 'playlist' ? 'reload_playlist' : 'resume_loading', afterMs };
}
