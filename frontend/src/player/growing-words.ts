import type { VideoView } from '@sluice/vod';
import { formatDuration, formatEstimate } from '../formats/duration';
import type { Availability } from './availability';

/** "12:40 of 1:02:10 ready"; null when nothing is missing, even if other qualities are still on their way. */
export function describeReady({ isGrowing, playableSec, durationSec }: Availability): string | null {
  if (!isGrowing) return null;
  const ready = formatDuration(playableSec);
  if (durationSec === null) return `${ready} ready`;
  return playableSec < durationSec - 1 ? `${ready} of ${formatDuration(durationSec)} ready` : null;
}

/** How long the next part may take, by what one took so far: "about 20 s"; null when nothing was measured yet. */
export function describeWait({ chunks, etaSec }: Pick<VideoView, 'chunks' | 'etaSec'>): string | null {
  if (!chunks || etaSec === null) return null;
  return formatEstimate(etaSec / Math.max(1, chunks.total - chunks.done));
}
