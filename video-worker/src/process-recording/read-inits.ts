import type { LoadedTake } from '@sluice/database';
import { Mp4Error, readTakeInit, type TakeInit } from '@sluice/vod';
import { fetchChunks } from './fetch-chunks.js';
import type { AssemblyContext } from './recording-context.js';

export interface ConfiguredTake extends LoadedTake {
  /** As PlannedTake has it. */
  configuration: string | null;
  /** Ticks a second of its picture; null without one, and for webm. */
  pictureTimescale: number | null;
}

/** The takes with what their init segments say: by that the film is planned. */
export async function readInits(
  takes: readonly LoadedTake[],
  context: AssemblyContext,
): Promise<ConfiguredTake[]> {
  const configured: ConfiguredTake[] = [];
  for (const take of takes) {
    const init = await readInit(take, context);
    const picture = init?.tracks.find(({ isPicture }) => isPicture);
    configured.push({
      ...take,
      configuration: init?.configuration ?? null,
      pictureTimescale: picture?.timescale ?? null,
    });
  }
  return configured;
}

/** An init segment that can't be read makes its take useless, and none of the others. */
async function readInit(take: LoadedTake, context: AssemblyContext): Promise<TakeInit | null> {
  const first = take.chunks[0];
  if (take.container !== 'mp4' || first?.seq !== 0) return null;
  for await (const { data } of fetchChunks([first], context))
    try {
      return readTakeInit(data);
    } catch (error) {
      if (!(error instanceof Mp4Error || error instanceof RangeError)) throw error;
      context.log.warn({ err: error, takeId: take.id }, 'a take begins with no init segment');
    }
  return null;
}
