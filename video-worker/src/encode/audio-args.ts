import { audioPolicy, audioRenditionName, mediaPlaylistName, type SourceAudio } from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { hlsArgs } from './picture-args.js';

/**
 * The sound as one continuous rendition. Gaps, and a start later than the picture's, become silence; with a picture
 * it is made exactly as long as that.
 */
export function audioCommand(
  audio: SourceAudio,
  sourcePath: string,
  options: { segmentSec: number; lengthSec: number | null },
): FfmpegDescription {
  const length = options.lengthSec?.toFixed(6);
  const filters = ['aresample=async=1:first_pts=0', ...(length ? [`apad`, `atrim=end=${length}`] : [])];
  return {
    inputs: [{ path: fileUrl(sourcePath), options: untrustedInputArgs }],
    outputs: [
      {
        path: `${audioRenditionName}/${mediaPlaylistName}`,
        // prettier-ignore
        options: [
          '-map', `0:${audio.streamIndex}`,
          '-vn',
          '-sn',
          '-dn',
          '-af', filters.join(','),
          '-c:a', 'aac',
          '-b:a', String(audioPolicy.bitrateBps),
          '-ac', String(audioPolicy.channels),
          '-ar', String(audioPolicy.sampleRateHz),
          ...hlsArgs(audioRenditionName, options.segmentSec),
        ],
      },
    ],
  };
}
