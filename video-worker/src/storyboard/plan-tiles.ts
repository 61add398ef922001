import type { ChunkClaim } from '@sluice/database';
import {
  gopsPerSegment,
  keyFramesPerTile,
  storyboardColumns,
  storyboardTileSize,
  tilesFileName,
  toNumber,
  type AttemptPlan,
} from '@sluice/vod';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import type { MeasuredPart, SegmentRange } from '../verify/measure-part.js';

export interface TilesOutput {
  fileName: string;
  tileCount: number;
  output: FfmpegDescription['outputs'][number];
}

/** How many key frames apart the tiles are; by the length that the plan expects. */
export function tileStep({ picture, totalFrames, expectedDurationSec }: AttemptPlan): number {
  if (!picture) return 1;
  const frames = totalFrames ?? (expectedDurationSec ?? 0) * toNumber(picture.frameRate);
  return keyFramesPerTile(Math.ceil(frames / picture.gopFrames));
}

/** The storyboard's tiles among these segments' key frames, as one picture; null when none of them is one. */
export function planTiles(
  { plan, claim }: ChunkClaim,
  range: SegmentRange,
  part: MeasuredPart,
): TilesOutput | null {
  const { picture } = plan;
  if (!picture || !part.width || !part.height) return null;
  const step = tileStep(plan);
  const firstKeyFrame = range.first * gopsPerSegment;
  const keyFrames = Math.ceil(part.sampleCount / picture.gopFrames);
  const tileCount = Math.ceil((firstKeyFrame + keyFrames) / step) - Math.ceil(firstKeyFrame / step);
  if (tileCount === 0) return null;
  const { width, height } = storyboardTileSize(part.width, part.height);
  const filters = [
    `select='not(mod(n+${firstKeyFrame},${step}))'`,
    `scale=${width}:${height}`,
    `tile=${storyboardColumns}x${Math.ceil(tileCount / storyboardColumns)}`,
    'scale=out_range=pc,format=yuvj420p',
  ];
  return {
    fileName: tilesFileName(range.first, claim),
    tileCount,
    output: {
      path: `tiles-${range.first}.jpg`,
      // prettier-ignore
      options: [
        '-map', '0:v:0',
        '-vf', filters.join(','),
        '-frames:v', '1',
        '-fps_mode', 'passthrough',
        '-q:v', '3',
        '-map_metadata', '-1',
        '-f', 'image2',
        '-update', '1',
      ],
    },
  };
}
