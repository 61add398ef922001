import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SluiceError } from '@sluice/vod';

const run = promisify(execFile);
const requiredEncoders = ['libx264', 'aac', 'mjpeg'];

/** Asks ffmpeg and ffprobe who they are; answers the version. Throws SluiceError `ffmpeg_unavailable` when one or an encoder is missing. */
export async function checkFfmpeg(ffmpegPath: string, ffprobePath: string): Promise<string> {
  const ask = async (binary: string, option: string): Promise<string> => {
    try {
      return (await run(binary, ['-hide_banner', option], { timeout: 10_000 })).stdout;
    } catch (cause) {
      throw new SluiceError('ffmpeg_unavailable', `${binary} could not be run.`, { cause });
    }
  };
  const [version, encoders] = await Promise.all([
    ask(ffmpegPath, '-version'),
    ask(ffmpegPath, '-encoders'),
    ask(ffprobePath, '-version'),
  ]);
  const missing = requiredEncoders.filter((name) => !new RegExp(`^ \\S+ ${name} `, 'm').test(encoders));
  if (missing.length > 0)
    throw new SluiceError('ffmpeg_unavailable', `This ffmpeg has no encoder for ${missing.join(', ')}.`);
  return /version (\S+)/.exec(version)?.[1] ?? 'unknown';
}
