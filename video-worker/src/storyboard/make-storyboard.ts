import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildStoryboardVtt,
  planStoryboard,
  sheetCount,
  SluiceError,
  storyboardFileName,
  storyboardSheetName,
  totalDurationSec,
  type PicturePlan,
  type Storyboard,
} from '@sluice/vod';
import type { Logger } from 'pino';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import type { MeasuredRendition } from '../verify/measure-rendition.js';
import { verifyPlaylistName } from '../verify/verify-output.js';
import { storyboardCommand } from './storyboard-args.js';

const timeoutMs = 600_000;

interface StoryboardContext {
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/** Writes the sheets and storyboard.vtt into the work folder, from the smallest rendition. Throws `output_invalid` when a sheet is missing. */
export async function makeStoryboard(
  plan: PicturePlan,
  renditions: readonly MeasuredRendition[],
  context: StoryboardContext,
): Promise<Storyboard> {
  const smallest = renditions.findLast(({ kind }) => kind === 'video');
  if (!smallest?.width || !smallest.height) throw new Error('a picture plan has at least one rendition');
  const keyFrameCount = Math.ceil(smallest.sampleCount / plan.gopFrames);
  const storyboard = planStoryboard({
    width: smallest.width,
    height: smallest.height,
    keyFrameCount,
    gopSec: (plan.gopFrames * plan.frameRate.den) / plan.frameRate.num,
    durationSec: totalDurationSec(smallest.segments),
  });
  const playlist = join(smallest.name, verifyPlaylistName);
  await runFfmpeg(storyboardCommand(storyboard, playlist, keyFrameCount), {
    ...context,
    label: 'storyboard',
    timeoutMs,
  });
  for (let sheet = 0; sheet < sheetCount(storyboard); sheet++) {
    const { size } = await stat(join(context.workDir, storyboardSheetName(sheet))).catch(() => ({ size: 0 }));
    if (size === 0) throw new SluiceError('output_invalid', `Sheet ${sheet} of the storyboard is missing.`);
  }
  await writeFile(
    join(context.workDir, storyboardFileName),
    buildStoryboardVtt(storyboard, (file) => file),
  );
  return storyboard;
}
