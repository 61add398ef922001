import { outputPipe } from '../ffmpeg/run-contained.js';

/** A JPEG's longest side in pixels, at most; null for the size of the picture. */
export type LongestSide = number | null;

/**
 * What stands behind ffmpeg's input: one picture of it as JPEG, in as many sizes, each through an output's own pipe. The
 * picture is the first, or the one at `index` in the order they are shown.
 */
// prettier-ignore
export const jpegArgs = (index: number, longestSides: readonly LongestSide[]): string[] => [
  // starting threads takes longer than one picture does
  '-filter_complex_threads', '1',
  '-filter_complex', jpegGraph(index, longestSides),
  ...longestSides.flatMap((_, at) => [
    '-map', `[jpeg${at}]`, '-frames:v', '1', '-map_metadata', '-1',
    '-c:v', 'mjpeg', '-threads', '1', '-q:v', '2', '-f', 'image2pipe', outputPipe(at),
  ]),
];

function jpegGraph(index: number, longestSides: readonly LongestSide[]): string {
  const copies = longestSides.map((_, at) => `[copy${at}]`).join('');
  const pick = index > 0 ? `select=eq(n\\,${index}),` : '';
  const sizes = longestSides.map((side, at) => `[copy${at}]${scale(side)},format=yuvj420p[jpeg${at}]`);
  return [`[0:V:0]${pick}split=${longestSides.length}${copies}`, ...sizes].join(';');
}

/** JPEG knows no other range and no other matrix. */
const colours = 'out_range=pc:out_color_matrix=bt601';

const scale = (side: LongestSide): string =>
  side === null
    ? `scale=${colours}`
    : `scale=min(iw\\,${side}):min(ih\\,${side}):force_original_aspect_ratio=decrease:${colours}`;
