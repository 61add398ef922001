import { freeBytes } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import { metFullDisk } from '../encode/explain-failure.js';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';

/** Less than this and the next segment would not have fitted. */
const roomMinBytes = 64 * 1024 ** 2;

/**
 * What a full disk does to ffmpeg, as the disk's trouble, which passes: it says so, or it ends well, over empty segments
 * that look like broken output.
 */
export async function blameFullDisk(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof SluiceError)) return error;
  const isToBlame =
    error instanceof FfmpegFailure
      ? metFullDisk(error)
      : error.code === 'output_invalid' && (await freeBytes(folder)) < roomMinBytes;
  return isToBlame ? new SluiceError('disk_full', undefined, { cause: error }) : error;
}
