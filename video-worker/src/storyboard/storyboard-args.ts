import { keyFramesPerTile, type Storyboard } from '@sluice/vod';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';

/** The sheets from a finished rendition's key frames: nothing of the source is decoded again. */
export function storyboardCommand(
  storyboard: Storyboard,
  playlistPath: string,
  keyFrameCount: number,
): FfmpegDescription {
  const filters = [
    `select='not(mod(n,${keyFramesPerTile(keyFrameCount)}))'`,
    `scale=${storyboard.tileWidth}:${storyboard.tileHeight}`,
    `tile=${storyboard.columns}x${storyboard.rows}`,
    'scale=out_range=pc,format=yuvj420p',
  ];
  return {
    inputs: [{ path: playlistPath, options: ['-protocol_whitelist', 'file', '-skip_frame', 'nokey'] }],
    outputs: [
      {
        path: 'storyboard_%02d.jpg',
        // prettier-ignore
        options: [
          '-map', '0:v:0',
          '-vf', filters.join(','),
          '-fps_mode', 'passthrough',
          '-q:v', '5',
          '-start_number', '0',
          '-map_metadata', '-1',
          '-f', 'image2',
        ],
      },
    ],
  };
}
