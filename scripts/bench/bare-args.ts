import {
  audioRenditionName,
  keyFramesPerTile,
  storyboardColumns,
  storyboardTileSize,
  type AttemptPlan,
  type PicturePlan,
} from '@sluice/vod';
import { audioCommand } from '../../video-worker/src/encode/audio-args.js';
import { pictureCommand } from '../../video-worker/src/encode/picture-args.js';
import type { FfmpegDescription } from '../../video-worker/src/ffmpeg/run-ffmpeg.js';
import { candidatesCommand } from '../../video-worker/src/stills/still-args.js';
import { audioOptions } from '../../video-worker/src/transcode-chunk/encode-chunk.js';
import { commandArgs } from './command-args.js';

const tileRows = 10;

/**
 * What bare ffmpeg needs for the same outputs: one command that decodes once and does nothing else. The worker's own
 * descriptions, put together: the same scalers and encoders, the sound, one still, and a tile of the smallest picture
 * for every key frame that gets one. Paths are relative to the folder that it is run in.
 */
export function bareArgs(plan: AttemptPlan, sourcePath: string, threads: number): string[] {
  const { picture, audio } = plan;
  const durationSec = plan.expectedDurationSec ?? 0;
  if (!picture) throw new Error('The source has no picture.');
  const whole = pictureCommand(picture, { sourcePath, threads, span: null, audio: null });
  const sound = audio && audioCommand(audio, sourcePath, audioOptions(plan, durationSec));
  const still = middleCandidate(candidatesCommand(picture.source, durationSec, sourcePath));
  return commandArgs({
    inputs: [...whole.inputs, still.input],
    filterGraph: withTiles(whole.filterGraph!, picture, durationSec),
    outputs: [
      ...whole.outputs,
      ...(sound ? sound.outputs.slice(0, 1) : []),
      still.output,
      { path: 'storyboard_%02d.jpg', options: ['-map', '[tiles]', '-fps_mode', 'passthrough', '-q:v', '3'] },
    ],
  });
}

/** The folders that the outputs go into. */
export const bareFolders = ({ picture, audio }: AttemptPlan): string[] => [
  ...(picture?.renditions.map(({ name }) => name) ?? []),
  ...(audio ? [audioRenditionName] : []),
];

/** One of the places that the worker looks at for a poster, as the second input. */
function middleCandidate({ inputs, outputs }: FfmpegDescription) {
  const at = Math.floor(inputs.length / 2);
  const { path, options } = outputs[at]!;
  const output = { path, options: options.map((option) => option.replace(new RegExp(`^${at}:`), '1:')) };
  return { input: inputs[at]!, output };
}

/** [to480p]scale=854:480[480p] → [to480p]scale=854:480,split=2[480p][small];[small]…[tiles] */
function withTiles(graph: string, picture: PicturePlan, durationSec: number): string {
  const { gopFrames, segmentFrames, segmentSec, renditions } = picture;
  const { name, width, height } = renditions.at(-1)!;
  const gopSec = (gopFrames * segmentSec) / segmentFrames;
  const step = gopFrames * keyFramesPerTile(Math.ceil(durationSec / gopSec));
  const tile = storyboardTileSize(width, height);
  const tiles = [
    `select='not(mod(n,${step}))'`,
    `scale=${tile.width}:${tile.height}`,
    `tile=${storyboardColumns}x${tileRows}`,
    'scale=out_range=pc,format=yuvj420p',
  ].join(',');
  return `${graph.slice(0, -`[${name}]`.length)},split=2[${name}][small];[small]${tiles}[tiles]`;
}
