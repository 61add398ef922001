import {
  audioPolicy,
  audioRenditionName,
  longestVideoSec,
  mediaPlaylistName,
  type SourceAudio,
} from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { hlsArgs, inStepWith } from './picture-args.js';

/**
 * The sound as one continuous rendition. Gaps, and a start later than the picture's, become silence; with a picture
 * it is made exactly as long as that.
 */
export function audioCommand(
  audio: SourceAudio,
  sourcePath: string,
  options: { segmentSec: number; lengthSec: number | null; pictureIndex: number | null },
): FfmpegDescription {
  const length = options.lengthSec?.toFixed(6);
  // only where the sound begins late: when the channels change on the way, ffmpeg builds the filters anew, and they
  // would fill from zero once more
  const fromZero = audio.startSec > 0.02 ? ':first_pts=0' : '';
  const filters = [`aresample=async=1${fromZero}`, ...(length ? [`apad`, `atrim=end=${length}`] : [])];
  return {
    inputs: [{ path: fileUrl(sourcePath), options: [...untrustedInputArgs, '-t', String(longestVideoSec)] }],
    outputs: [
      {
        path: `${audioRenditionName}/${mediaPlaylistName}`,
        // prettier-ignore
        options: [
          '-map', `0:${audio.streamIndex}`,
          '-af', filters.join(','),
          '-c:a', 'aac',
          '-b:a', String(audioPolicy.bitrateBps),
          '-ac', String(audioPolicy.channels),
          '-ar', String(audioPolicy.sampleRateHz),
          ...hlsArgs(audioRenditionName, options.segmentSec),
        ],
      },
      ...(options.pictureIndex === null ? [] : [inStepWith(options.pictureIndex)]),
    ],
  };
}
