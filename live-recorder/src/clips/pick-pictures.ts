import { SluiceError, type CutPlan } from '@sluice/vod';
import type { Cut } from './cut-args.js';

/** A torn end may hold the beginning of a picture that is none. */
const lostInTornEnd = 1;
/** Half a picture at either end. */
const shownTolerance = 1;

/**
 * Which part of the joined segments the clip is, by the times of their pictures, and how many pictures that has. Throws
 * SluiceError `clip_incomplete` when there are fewer or more than the segments' names say; `tornEnds` of them may be.
 */
export function pickPictures(
  timesSec: readonly number[],
  { skippedFrames, frames, coverFrames }: Pick<CutPlan, 'skippedFrames' | 'frames' | 'coverFrames'>,
  tornEnds: number,
): Cut & { frames: number } {
  if (Math.abs(timesSec.length - coverFrames) > tornEnds * lostInTornEnd || timesSec.length <= skippedFrames)
    throw incomplete(coverFrames, timesSec.length);
  const afterFrames = coverFrames - skippedFrames - frames;
  const last = Math.max(skippedFrames, timesSec.length - 1 - afterFrames);
  const nextSec = timesSec[last + 1];
  return {
    startSec: timesSec[skippedFrames]!,
    // between two pictures, where no rounding matters
    endSec: nextSec === undefined ? null : (timesSec[last]! + nextSec) / 2,
    frames: last - skippedFrames + 1,
  };
}

/** Throws SluiceError `clip_incomplete` when what is shown is not what was to be cut. */
export function checkShown(shown: number, frames: number): void {
  if (Math.abs(shown - frames) > shownTolerance) throw incomplete(frames, shown);
}

const incomplete = (frames: number, found: number): SluiceError =>
  new SluiceError('clip_incomplete', `There should be ${frames} pictures; there are ${found}.`);
