import { SluiceError } from '@sluice/vod';
import { runToEnd } from './run-to-end.js';

const requiredEncoders = ['libx264', 'aac', 'mjpeg'];

/** Asks ffmpeg and ffprobe who they are; answers the version. Throws SluiceError `ffmpeg_unavailable` when one or an encoder is missing. */
export async function checkFfmpeg(ffmpegPath: string, ffprobePath: string): Promise<string> {
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

async function ask(binary: string, option: string): Promise<string> {
  const lines: string[] = [];
  const run = { label: binary, binary, args: ['-hide_banner', option], limits: { cpuSec: 10 } };
  const { exitCode } = await runToEnd(run, { timeoutMs: 10_000, onStdoutLine: (line) => lines.push(line) });
  if (exitCode !== 0) throw new SluiceError('ffmpeg_unavailable', `${binary} could not be run.`);
  return lines.join('\n');
}
