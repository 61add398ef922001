import { freeBytes } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';

/** Less than this and the next segment would not have fitted. */
const roomMinBytes = 64 * 1024 ** 2;

/** On a full disk ffmpeg ends well, over empty segments: what looks like broken output is the disk's trouble, and passes. */
export async function blameFullDisk(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof SluiceError) || error.code !== 'output_invalid') return error;
  return (await freeBytes(folder)) < roomMinBytes
    ? new SluiceError('disk_full', undefined, { cause: error })
    : error;
}
