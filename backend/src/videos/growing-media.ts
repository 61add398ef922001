import type { Video } from '@sluice/database';
import {
  joinChunks,
  PartsDontFit,
  type AttemptPlan,
  type ChunkProgress,
  type RenditionMedia,
} from '@sluice/vod';

/** What can be watched of a video while it is encoded. */
export interface GrowingMedia {
  plan: AttemptPlan;
  /** Chunks that change no more: the done ones from the start without a gap; sound and copy when they are done. */
  settled: readonly ChunkProgress[];
  renditions: readonly RenditionMedia[];
}

/** In processing for the first time, and watchable already. A clip plays from what it holds, all of it, until it is ready. */
export const isGrowing = ({ status, playableAt, publishedAttempt, sourceKind }: Video): boolean =>
  status === 'processing' && playableAt !== null && publishedAttempt === null && sourceKind !== 'clip';

/** Adds what came since. `fetched` goes on where `settled` ends, up to the first picture chunk that isn't done. */
export function grow(
  { plan, settled }: Pick<GrowingMedia, 'plan' | 'settled'>,
  fetched: readonly ChunkProgress[],
): GrowingMedia {
  const chunks = [...settled, ...fetched];
  return { plan, settled: chunks.filter(({ isDone }) => isDone), renditions: joinWatchable(plan, chunks) };
}

function joinWatchable(plan: AttemptPlan, chunks: readonly ChunkProgress[]): RenditionMedia[] {
  try {
    const renditions = joinChunks(plan, chunks);
    // a copy that was left out after it had begun takes its pictures with it: sound alone is not the film
    const hasPicture = renditions.some(({ kind }) => kind === 'video');
    return hasPicture || plan.picture === null ? renditions : [];
  } catch (error) {
    // whoever finishes the video says so; the page that lists it goes on
    if (error instanceof PartsDontFit) return [];
    throw error;
  }
}
