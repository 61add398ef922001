import type { ContainedRun } from '../ffmpeg/run-contained.js';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { jpegArgs, type LongestSide } from './jpeg-args.js';

export interface WantedPicture {
  /** In the order they are shown, counted from 0. */
  index: number;
  longestSides: readonly LongestSide[];
}

/**
 * Decodes one picture of what the arguments open, as a JPEG for each size; null when there is no such picture. Throws
 * what runFfmpeg throws.
 */
export async function takeJpegs(
  ffmpegPath: string,
  inputArgs: readonly string[],
  { index, longestSides }: WantedPicture,
  run: ContainedRun,
): Promise<Buffer[] | null> {
  const args = [...inputArgs, ...jpegArgs(index, longestSides)];
  const jpegs = await runFfmpeg(ffmpegPath, args, { ...run, outputs: longestSides.length });
  return jpegs.every(({ length }) => length > 0) ? jpegs : null;
}
