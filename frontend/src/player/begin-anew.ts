import type { RenditionReach } from './availability';
import { segmentSec } from './choose-level';

export interface Moment {
  positionSec: number;
  /** Nobody looks at it: it has not been started yet, or is paused on a page in the background. */
  isUnseen: boolean;
  /** It should play and cannot: nothing is buffered where it is. */
  isStarving: boolean;
}

/**
 * Whether the player may begin anew, at the same place, to get to know qualities that came later. The picture is gone
 * for a moment then: never while somebody looks at it, unless one of them has what it waits for.
 */
export function mayBeginAnew(
  newQualities: readonly string[],
  renditions: readonly RenditionReach[],
  { positionSec, isUnseen, isStarving }: Moment,
): boolean {
  if (newQualities.length === 0) return false;
  const goOn = renditions.filter(({ availableSec }) => availableSec > positionSec + segmentSec);
  return isUnseen || (isStarving && goOn.some(({ name }) => newQualities.includes(name)));
}
