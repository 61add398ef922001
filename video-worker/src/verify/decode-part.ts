import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildMediaPlaylist, segmentFileName, SluiceError } from '@sluice/vod';
import type { Logger } from 'pino';
import { FfmpegFailure, runFfmpeg, type FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import type { MeasuredPart, SegmentRange } from './measure-part.js';

const timeoutMs = 600_000;
const limits = { cpuSec: 600 };
/** A playlist of our own beside the segments, for reading them back. */
const readBackName = 'read-back.m3u8';

export interface DecodeContext {
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/**
 * Decodes all sound, and of the pictures every key frame: each of them begins what a player can jump to. `beside` are
 * further outputs of the same decoding. Throws SluiceError `output_invalid`.
 */
export async function decodePart(
  name: string,
  range: SegmentRange,
  part: MeasuredPart,
  options: { gopFrames: number; beside: FfmpegDescription['outputs'] },
  context: DecodeContext,
): Promise<void> {
  const { workDir, signal, log } = context;
  const path = await writePlaylist(name, range, part, workDir);
  const keyFramesOnly = part.kind === 'video' ? ['-skip_frame', 'nokey'] : [];
  const { lastProgress, logTail } = await runFfmpeg(
    {
      inputs: [{ path, options: ['-xerror', '-protocol_whitelist', 'file', ...keyFramesOnly] }],
      outputs: [
        { path: '-', options: ['-map', '0', '-fps_mode', 'passthrough', '-f', 'null'] },
        ...options.beside,
      ],
    },
    { workDir, signal, log, label: `verify ${name}`, timeoutMs, limits },
  ).catch((error: unknown) => {
    if (error instanceof FfmpegFailure && !error.end.exitSignal)
      throw new SluiceError('output_invalid', `${name} cannot be decoded.`, { cause: error });
    throw error;
  });
  const keyFrames = Math.ceil(part.sampleCount / options.gopFrames);
  if (part.kind === 'video' && lastProgress.frames !== keyFrames)
    throw new SluiceError(
      'output_invalid',
      `${name}: ${lastProgress.frames} of ${keyFrames} key frames decode.`,
    );
  if (logTail.some((line) => /\[(error|fatal)\]/.test(line)))
    throw new SluiceError('output_invalid', `${name} decodes with errors.`);
}

async function writePlaylist(
  name: string,
  range: SegmentRange,
  part: MeasuredPart,
  workDir: string,
): Promise<string> {
  const segments = part.segments.map((segment, at) => ({
    ...segment,
    fileName: segmentFileName(range.first + at),
  }));
  const targetDurationSec = Math.ceil(Math.max(...segments.map(({ durationSec }) => durationSec)));
  const path = join(name, readBackName);
  const text = buildMediaPlaylist({ segments, targetDurationSec, type: 'VOD', uriOf: (file) => file });
  await writeFile(join(workDir, path), text);
  return path;
}
