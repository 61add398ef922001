import { Rendition, type Video } from '@sluice/database';
import { totalDurationSec, type RenditionMedia } from '@sluice/vod';
import { In, type DataSource } from 'typeorm';

/** A rendition's numbers without its segments, which a list of videos doesn't need. */
export interface RenditionNumbers extends Omit<RenditionMedia, 'segments'> {
  /** How much of it is there, from the start. */
  availableSec: number;
}

/** Those of the videos' published attempts, by video. */
export async function findPublishedNumbers(
  database: DataSource,
  videos: readonly Video[],
): Promise<Map<string, RenditionNumbers[]>> {
  const published = videos.filter(({ publishedAttempt }) => publishedAttempt !== null);
  if (published.length === 0) return new Map();
  const rows = await database.getRepository(Rendition).find({
    where: { videoId: In(published.map(({ id }) => id)) },
    select: {
      videoId: true,
      attempt: true,
      name: true,
      kind: true,
      width: true,
      height: true,
      fps: true,
      codecs: true,
      bandwidthBps: true,
      averageBandwidthBps: true,
      language: true,
    },
  });
  return new Map(
    published.map(({ id, publishedAttempt, durationSec }) => [
      id,
      rows
        .filter(({ videoId, attempt }) => videoId === id && attempt === publishedAttempt)
        .map((row) => ({ ...row, availableSec: durationSec ?? 0 })),
    ]),
  );
}

export const numbersSoFar = (renditions: readonly RenditionMedia[]): RenditionNumbers[] =>
  renditions.map(({ segments, ...numbers }) => ({ ...numbers, availableSec: totalDurationSec(segments) }));
