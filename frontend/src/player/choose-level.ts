/** Segments last about this long, in every rendition. */
export const segmentSec = 4;

/** Renditions end within a few frames of each other, not at the same microsecond. */
const toleranceSec = 0.5;

export interface LevelChoice {
  /** Seconds from the start that each level has so far, from the lowest level to the highest. */
  availableSec: readonly number[];
  /** The level that the speed of the line, or the person, asks for. */
  wanted: number;
  bufferEndSec: number;
  /** Where the video will end; Infinity when nobody knows. */
  endSec: number;
}

/**
 * The level to load next from while a video still grows: one that has a whole segment beyond what is buffered, or a
 * player would wait at the end of one rendition while another goes on. Of those the highest up to the wanted one, else
 * the lowest above it. When none reaches so far, the same among those that reach furthest: more comes there first.
 */
export function chooseLevel({ availableSec, wanted, bufferEndSec, endSec }: LevelChoice): number {
  const neededSec = Math.min(bufferEndSec + segmentSec, endSec) - toleranceSec;
  const furthestSec = Math.max(...availableSec) - toleranceSec;
  const reachSec = Math.min(neededSec, furthestSec);
  const going = availableSec.flatMap((sec, level) => (sec >= reachSec ? [level] : []));
  return going.findLast((level) => level <= wanted) ?? going[0] ?? wanted;
}
