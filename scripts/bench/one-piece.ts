import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PicturePlan } from '@sluice/vod';
import { pictureCommand } from '../../video-worker/src/encode/picture-args.js';
import { commandArgs } from './command-args.js';
import { ffmpeg } from './media-tools.js';

/** The largest rendition by the worker's own command, but without a cut. Answers its playlist. */
export async function encodeInOnePiece(
  picture: PicturePlan,
  source: string,
  folder: string,
): Promise<string> {
  const renditions = picture.renditions.slice(0, 1);
  for (const { name } of renditions) mkdirSync(join(folder, name), { recursive: true });
  const command = pictureCommand(
    { ...picture, renditions },
    { sourcePath: source, threads: 1, span: null, audio: null },
  );
  await ffmpeg(['-v', 'error', ...commandArgs(command)], folder);
  return join(folder, command.outputs[0]!.path);
}
