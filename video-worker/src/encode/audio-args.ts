import {
  audioPolicy,
  audioRenditionName,
  longestVideoSec,
  mediaPlaylistName,
  type SourceAudio,
} from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { hlsArgs, inStepWith, onOwnClock } from './picture-args.js';

export interface AudioOptions {
  segmentSec: number;
  /** As long as the picture; null for sound alone. */
  lengthSec: number | null;
  /** The picture's stream, which is read beside the sound. */
  pictureIndex: number | null;
  /** Broadcasts go from stereo to 5.1 and back on the way. */
  mayChangeChannels: boolean;
  keepsClock?: boolean | undefined;
}

/**
 * The sound as one continuous rendition. Gaps, and a start later than the picture's, become silence; with a picture
 * it is made exactly as long as that.
 */
export function audioCommand(
  audio: SourceAudio,
  sourcePath: string,
  options: AudioOptions,
): FfmpegDescription {
  const length = options.lengthSec?.toFixed(6);
  // Silence up to the first sample, from zero. When the channels change, ffmpeg builds the filters anew, and they would
  // fill from zero once more: where that can happen it is left out, unless the sound is known to begin late.
  const fillsFromZero = audio.startSec > 0.02 || !options.mayChangeChannels;
  const fromZero = fillsFromZero ? ':first_pts=0' : '';
  const filters = [`aresample=async=1${fromZero}`, ...(length ? [`apad`, `atrim=end=${length}`] : [])];
  return {
    inputs: [
      {
        path: fileUrl(sourcePath),
        options: [...untrustedInputArgs, ...onOwnClock(options.keepsClock), '-t', String(longestVideoSec)],
      },
    ],
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
