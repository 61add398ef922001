import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { audioRenditionName, type SourceAudio, type VideoWarning } from '@sluice/vod';
import { FfmpegFailure, runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { audioCommand, type AudioOptions } from './audio-args.js';
import { explain, type EncodeContext } from './encode-picture.js';

/**
 * Encodes the sound. Beside a picture of `lengthSec`, sound that can't be decoded costs the sound and not the film:
 * the answer is a warning then. Without a picture it is an error.
 */
export async function encodeAudio(
  audio: SourceAudio,
  options: AudioOptions,
  context: EncodeContext,
): Promise<VideoWarning | null> {
  await mkdir(join(context.workDir, audioRenditionName), { recursive: true });
  try {
    await runFfmpeg(audioCommand(audio, context.sourcePath, options), { ...context, label: 'audio' });
    return null;
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    const reason = explain(error, audio.codec ?? 'unknown');
    if (options.lengthSec === null || reason.code === 'disk_full' || error.end.exitSignal) throw reason;
    await rm(join(context.workDir, audioRenditionName), { recursive: true, force: true });
    return {
      code: 'audio_failed',
      detail: `Audio track ${audio.track} could not be decoded; the video was published without sound.`,
    };
  }
}
