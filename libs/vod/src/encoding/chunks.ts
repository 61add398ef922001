/**
 * What one job of an attempt makes. `picture`: a run of whole segments of every encoded rendition. `audio`: all of the
 * sound. `pass_through`: all of the original picture, copied.
 */
export const chunkKinds = ['picture', 'audio', 'pass_through'] as const;
export type ChunkKind = (typeof chunkKinds)[number];

export interface Chunk {
  /** Place among a video's pictures, from 0; the sound and the copy have numbers below it. */
  index: number;
  kind: ChunkKind;
  firstSegment: number;
  startFrame: number;
  /** null for what is as long as it turns out to be. */
  frameCount: number | null;
  startSec: number;
  /** How much of the video it covers; 0 when nobody knows. */
  durationSec: number;
}

export interface PictureLength {
  /** In every encoded rendition. */
  totalFrames: number;
  /** Before the last picture is only held. */
  ownFrames: number;
}

export const audioChunkIndex = -1;
export const passThroughChunkIndex = -2;
/** A long picture in one piece. */
export const wholePictureIndex = -3;

/** Segments in the first chunks: the shorter they are, the sooner the film can be watched. */
const headSegments = [1, 1, 2, 4];
/** The others are so long that starting ffmpeg costs nothing beside them, and so short that a crash doesn't either. */
const tailChunkSec = 30;

/**
 * With fewer pictures than it reorders an encoder has no delay, and writes another edit list into the init segment: a
 * chunk of one picture would not fit to the others.
 */
const shortestChunkFrames = 4;

/**
 * Cuts a picture of known length into chunks of whole segments: 1, 1, 2 and 4 of them, then about 30 s each. Where the
 * sound outlasts the picture (`ownFrames` of the `totalFrames` are its own), the last one also holds the last picture:
 * a chunk that begins behind it would find nothing to hold.
 */
export function cutPicture(
  { totalFrames, ownFrames }: PictureLength,
  { segmentFrames, segmentSec }: { segmentFrames: number; segmentSec: number },
): Chunk[] {
  const frameSec = segmentSec / segmentFrames;
  const chunks: Chunk[] = [];
  let firstSegment = 0;
  const counts = segmentCounts(Math.ceil(totalFrames / segmentFrames), segmentSec);
  for (const [at, segmentCount] of counts.entries()) {
    const startFrame = firstSegment * segmentFrames;
    const nextFrame = (firstSegment + segmentCount) * segmentFrames;
    const isLast =
      at === counts.length - 1 || nextFrame >= ownFrames || totalFrames - nextFrame < shortestChunkFrames;
    const frameCount = isLast ? totalFrames - startFrame : segmentCount * segmentFrames;
    chunks.push({
      index: chunks.length,
      kind: 'picture',
      firstSegment,
      startFrame,
      frameCount,
      startSec: startFrame * frameSec,
      durationSec: frameCount * frameSec,
    });
    if (isLast) break;
    firstSegment += segmentCount;
  }
  return chunks;
}

/** The tail in parts of nearly the same length: a short last one would leave workers idle at the end. */
function segmentCounts(total: number, segmentSec: number): number[] {
  const counts: number[] = [];
  let left = total;
  for (const wanted of headSegments) {
    if (left === 0) return counts;
    counts.push(Math.min(wanted, left));
    left -= Math.min(wanted, left);
  }
  const parts = left === 0 ? 0 : Math.max(1, Math.round((left * segmentSec) / tailChunkSec));
  for (let part = 0; part < parts; part++)
    counts.push(Math.floor(((part + 1) * left) / parts) - Math.floor((part * left) / parts));
  return counts;
}

/** A chunk that covers the whole of a rendition, whatever its length. */
export const wholeChunk = (
  kind: ChunkKind,
  index: number,
  durationSec: number | null,
  frameCount: number | null = null,
): Chunk => ({
  index,
  kind,
  firstSegment: 0,
  startFrame: 0,
  frameCount,
  startSec: 0,
  durationSec: durationSec ?? 0,
});
