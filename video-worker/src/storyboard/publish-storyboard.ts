import { buffer } from 'node:stream/consumers';
import type { Claim } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  buildStoryboardVtt,
  planStoryboard,
  sheetCount,
  SluiceError,
  storyboardFileName,
  storyboardSheetName,
  toNumber,
  totalDurationSec,
  type AttemptPlan,
  type ChunkProgress,
  type RenditionMedia,
  type Storyboard,
} from '@sluice/vod';
import { keyOf, putText } from '../publish/put-files.js';
import { joinTiles } from './join-tiles.js';
import { tileStep } from './plan-tiles.js';

/** Joins the chunks' tiles to sheets and writes storyboard.vtt. null for a video without pictures. */
export async function publishStoryboard(
  claim: Claim,
  plan: AttemptPlan,
  chunks: readonly ChunkProgress[],
  renditions: readonly RenditionMedia[],
  { storage, signal }: { storage: ObjectStorage; signal: AbortSignal },
): Promise<Storyboard | null> {
  const parts = chunks
    .filter(({ kind }) => kind === 'picture')
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ output }) => output.tiles);
  const smallest = renditions.find(({ name }) => name === plan.picture?.renditions.at(-1)?.name);
  if (!plan.picture || !smallest?.width || !smallest.height || parts.length === 0) return null;
  const { gopFrames, frameRate } = plan.picture;
  const storyboard = planStoryboard({
    width: smallest.width,
    height: smallest.height,
    tileCount: parts.reduce((sum, { tileCount }) => sum + tileCount, 0),
    intervalSec: (tileStep(plan) * gopFrames) / toNumber(frameRate),
    durationSec: totalDurationSec(smallest.segments),
  });
  const load = async (fileName: string): Promise<Buffer> => {
    const stream = await storage.read(keyOf(fileName, claim));
    if (!stream) throw new SluiceError('output_invalid', `${fileName} is missing in storage.`);
    return buffer(stream);
  };
  const store = { storage, signal, ...claim };
  let sheet = 0;
  for await (const image of joinTiles(storyboard, parts, load))
    await putText(storyboardSheetName(sheet++), image, store);
  if (sheet !== sheetCount(storyboard))
    throw new SluiceError(
      'output_invalid',
      `The storyboard has ${sheet} of ${sheetCount(storyboard)} sheets.`,
    );
  await putText(
    storyboardFileName,
    buildStoryboardVtt(storyboard, (file) => file),
    store,
  );
  return storyboard;
}
