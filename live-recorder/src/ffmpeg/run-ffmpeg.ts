import { SluiceError } from '@sluice/vod';
import { runContained, type ContainedRun } from './run-contained.js';

/** ffmpeg ended with anything but success. The message is for the log. */
export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed';
}

/**
 * Runs ffmpeg and answers what it wrote to its pipes. Throws FfmpegFailed, SluiceError `disk_full`, and what
 * runContained throws; success alone proves nothing about what was written.
 */
export async function runFfmpeg(
  ffmpegPath: string,
  args: readonly string[],
  run: ContainedRun,
): Promise<Buffer[]> {
  const always = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'];
  const { exitCode, outputs, complaint } = await runContained(ffmpegPath, [...always, ...args], run);
  if (complaint.includes('No space left on device'))
    throw new SluiceError('disk_full', 'The recorder has no room for what ffmpeg writes.');
  if (exitCode !== 0)
    throw new FfmpegFailed(
      `ffmpeg ${exitCode === null ? 'was killed' : `ended with code ${exitCode}`}: ${complaint}`,
    );
  return outputs;
}
