import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError, toNumber, type PicturePlan, type SourceAudio } from '@sluice/vod';
import type { Logger } from 'pino';
import { FfmpegFailure, runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import type { EncodeProgress } from '../ffmpeg/read-progress.js';
import { pictureCommand } from './picture-args.js';

export interface EncodeContext {
  sourcePath: string;
  workDir: string;
  preset: string;
  signal: AbortSignal;
  log: Logger;
  timeoutMs: number;
  onProgress: (progress: EncodeProgress) => void;
}

export interface EncodedPicture {
  /** How many pictures ffmpeg says it wrote to each rendition; verify/ counts them again. */
  frames: number;
  durationSec: number;
  /** Messages of the decoder about damage in the source. */
  decoderComplaints: number;
}

/** Encodes all renditions of the picture. A source of which nothing can be decoded is the uploader's to mend. */
export async function encodePicture(
  plan: PicturePlan,
  audio: SourceAudio | null,
  context: EncodeContext,
): Promise<EncodedPicture> {
  for (const rendition of plan.renditions)
    await mkdir(join(context.workDir, rendition.name), { recursive: true });
  try {
    const end = await runFfmpeg(pictureCommand(plan, audio, context.sourcePath, context.preset), {
      ...context,
      label: 'encode',
    });
    if (end.lastProgress.frames === 0) throw new SluiceError('source_unreadable');
    return {
      frames: end.lastProgress.frames,
      durationSec: end.lastProgress.frames / toNumber(plan.frameRate),
      decoderComplaints: end.logTail.filter((line) => /\[error\]|corrupt|concealing/i.test(line)).length,
    };
  } catch (error) {
    throw error instanceof FfmpegFailure ? explain(error, plan.source.codec) : error;
  }
}

/** What the uploader can do something about, told apart from what is ours. */
export function explain(failure: FfmpegFailure, codec: string): SluiceError {
  const log = failure.end.logTail.join('\n');
  if (/No space left on device|Disk quota exceeded/.test(log)) return new SluiceError('disk_full');
  if (/Decoder \(codec .*\) not found|no decoder found/i.test(log))
    return new SluiceError('unknown_codec', `There is no decoder for "${codec}" here.`);
  if (
    /Cannot determine format of input stream|Error while filtering: Invalid|Output file is empty|matches no streams/i.test(
      log,
    )
  )
    return new SluiceError('source_unreadable');
  return failure;
}
