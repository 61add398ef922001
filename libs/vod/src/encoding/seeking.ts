import { toNumber, type SourceMedia } from '../media/source-media.js';
import type { PictureLength } from './chunks.js';

/** Below this a video is two segments: nothing to win by cutting it. */
export const shortestToCutSec = 8;
/** What is decoded only to get to where a chunk begins. */
const leadInMaxSec = 20;
const frameTolerance = 0.5;

/** Containers whose index ffmpeg finds its way in exactly; in a transport stream or an AVI it guesses. */
const indexedContainer = /^(mov|matroska)/;

/** The packet at which reading begins when somebody jumps to `wantedSec`; null when nothing was found there. */
export interface Landing {
  wantedSec: number;
  packetSec: number | null;
  isKeyFrame: boolean;
}

export interface SeekingEvidence {
  landings: Landing[];
  /** Where the last picture ends, as found by reading the end of the file; null when there was nothing. */
  pictureEndSec: number | null;
}

/** Whether a picture may be encoded in chunks, each read by jumping to its start; else why not, for people. */
export type Cutting = PictureLength | { refused: string | null };

/** What can be told without reading further; the places to try are worth the time only after that. */
export function refuseCutting(
  media: SourceMedia,
  expectedSec: number | null,
): { refused: string | null } | null {
  if (expectedSec !== null && expectedSec <= shortestToCutSec) return { refused: null };
  if (!indexedContainer.test(media.container))
    return { refused: `a file of the kind "${media.container.split(',')[0]}" has no index of its pictures` };
  if (expectedSec === null || media.video?.durationSec === null)
    return { refused: 'the file does not say how long it is' };
  return null;
}

/**
 * Holds where jumps really ended against where the chunks begin. Times count from the file's start. A file that keeps
 * its clock (`ownClock` tells when its picture begins and ends) may have holes: a jump into one ends before it, however
 * long it is, and one from before the first picture ends there. Nothing lies between that would have to be decoded.
 */
export function judgeSeeking(
  evidence: SeekingEvidence,
  expectedSec: number,
  holdLastSec: number,
  frameRate: { num: number; den: number },
  ownClock: { firstPictureSec: number; endSec: number } | null = null,
): Cutting {
  const fps = toNumber(frameRate);
  const leadMaxSec = ownClock ? Infinity : leadInMaxSec;
  for (const { wantedSec, packetSec, isKeyFrame } of evidence.landings) {
    if (packetSec === null)
      return { refused: `nothing could be read at ${clock(wantedSec)}: the file may be cut off` };
    const latestSec = Math.max(wantedSec, ownClock?.firstPictureSec ?? 0) + frameTolerance / fps;
    if (!isKeyFrame || packetSec > latestSec || wantedSec - packetSec > leadMaxSec)
      return { refused: `no key frame was found shortly before ${clock(wantedSec)}` };
  }
  const endSec = Math.min(evidence.pictureEndSec ?? -1, ownClock?.endSec ?? Infinity);
  if (endSec < 0 || endSec + holdLastSec < expectedSec - 0.5)
    return { refused: `its pictures end before ${clock(expectedSec)}` };
  return {
    totalFrames: Math.max(1, Math.round((endSec + holdLastSec) * fps)),
    ownFrames: Math.max(1, Math.round(endSec * fps)),
  };
}

/** 75.5 → 1:15 */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
