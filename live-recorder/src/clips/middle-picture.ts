import { clipPictureKeys, immutableCacheControl } from '@sluice/vod';
import { filmArgs } from '../ffmpeg/own-input-args.js';
import { takeJpegs } from '../pictures/take-jpegs.js';
import type { CutContext } from './cut-context.js';

const posterSide = 1280;
const thumbnailSide = 480;

/** Stores the picture at half of a clip's time; answers whether there is one. A clip does not fail for its picture. */
export async function storeMiddlePicture(
  clipId: string,
  clipName: string,
  durationSec: number,
  { ffmpegPath, storage, run, log }: CutContext,
): Promise<boolean> {
  try {
    const input = [...filmArgs, '-ss', (durationSec / 2).toFixed(3), '-i', clipName];
    const wanted = { index: 0, longestSides: [posterSide, thumbnailSide] };
    const jpegs = await takeJpegs(ffmpegPath, input, wanted, run);
    if (!jpegs) return false;
    const { posterKey, thumbnailKey } = clipPictureKeys(clipId, 1);
    const options = { contentType: 'image/jpeg', cacheControl: immutableCacheControl };
    await Promise.all([
      storage.put(posterKey, jpegs[0]!, options),
      storage.put(thumbnailKey, jpegs[1]!, options),
    ]);
    return true;
  } catch (error) {
    run.signal.throwIfAborted();
    log.warn({ err: error }, 'no picture of the clip could be taken');
    return false;
  }
}
