import { Rendition } from '@sluice/database';
import { targetDuration, type RenditionMedia } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import type { GrowingMedia } from '../videos/growing-media.js';

/** What all playlists of a video are built from. */
export interface Presentation {
  attempt: number;
  type: 'EVENT' | 'VOD';
  targetDurationSec: number;
  renditions: readonly RenditionMedia[];
}

/** With the target duration that its playlists had while they grew: a player holds on to it (RFC 8216 6.2.1). */
export async function loadPublished(
  database: DataSource,
  videoId: string,
  attempt: number,
): Promise<Presentation> {
  const [renditions, encodings] = await Promise.all([
    database.getRepository(Rendition).findBy({ videoId, attempt }),
    database.query<{ targetDurationSec: number }[]>(
      `SELECT (plan ->> 'targetDurationSec')::int AS "targetDurationSec" FROM encodings
       WHERE video_id = $1 AND attempt = $2`,
      [videoId, attempt],
    ),
  ]);
  // what was encoded in one go, before there were plans, has none
  const targetDurationSec = encodings[0]?.targetDurationSec ?? targetDuration(renditions);
  return { attempt, type: 'VOD', targetDurationSec, renditions };
}

export const presentGrowing = (attempt: number, { plan, renditions }: GrowingMedia): Presentation => ({
  attempt,
  type: 'EVENT',
  targetDurationSec: plan.targetDurationSec,
  renditions,
});
