/** A stretch of the room's film that is encoded by itself, so that a crash costs no more than that. */
export interface Span {
  index: number;
  startFrame: number;
  frameCount: number;
}

/** Whole groups of pictures, so that the joined film has one grid of key frames. */
const spanFrames = 60 * 30;
/** A shorter rest goes with the span before it: an encoder with fewer pictures than it reorders writes another header. */
const shortestFrames = 60;

export function planSpans(totalFrames: number): Span[] {
  const count = Math.max(1, Math.floor((totalFrames + spanFrames - shortestFrames) / spanFrames));
  return Array.from({ length: count }, (_, index) => {
    const startFrame = index * spanFrames;
    const frameCount = index === count - 1 ? totalFrames - startFrame : spanFrames;
    return { index, startFrame, frameCount };
  });
}
