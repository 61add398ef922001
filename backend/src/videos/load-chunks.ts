import type { AttemptPlan, ChunkProgress } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import type { GrowingMedia } from './growing-media.js';

export interface AttemptKey {
  id: string;
  attempt: number;
}

/** How many chunks of the videos' attempts are done, of all; nothing for an attempt that isn't planned. */
export async function countChunks(
  database: DataSource,
  videos: readonly AttemptKey[],
): Promise<Map<string, { done: number; total: number }>> {
  const rows: { id: string; done: number; total: number }[] = await database.query(
    `SELECT video_id AS id, (count(*) FILTER (WHERE state = 'done'))::int AS done, count(*)::int AS total
     FROM unnest($1::uuid[], $2::int[]) AS asked (video_id, attempt) JOIN chunks USING (video_id, attempt)
     GROUP BY video_id`,
    keysOf(videos),
  );
  return new Map(rows.map(({ id, done, total }) => [id, { done, total }]));
}

export async function loadPlans(
  database: DataSource,
  videos: readonly AttemptKey[],
): Promise<Map<string, AttemptPlan>> {
  const rows: { id: string; plan: AttemptPlan }[] = await database.query(
    `SELECT video_id AS id, plan FROM unnest($1::uuid[], $2::int[]) AS asked (video_id, attempt)
     JOIN encodings USING (video_id, attempt)`,
    keysOf(videos),
  );
  return new Map(rows.map(({ id, plan }) => [id, plan]));
}

/**
 * The chunks that can be watched, except those that are known: the pictures from there up to the first that isn't done,
 * and what goes on beside them. Of a film of ten hours that is a few kB each second instead of megabytes. A picture that
 * isn't cut has an index below 0; when its only chunk is done, it is known.
 */
export async function loadNewChunks(
  database: DataSource,
  videos: readonly (AttemptKey & Pick<GrowingMedia, 'settled'>)[],
): Promise<Map<string, ChunkProgress[]>> {
  const rows: (ChunkProgress & { id: string })[] = await database.query(
    `SELECT c.video_id AS id, c.index, c.kind, c.state = 'done' AS "isDone", c.output
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::boolean[], $5::boolean[])
       AS known (video_id, attempt, pictures, sound, copy)
     CROSS JOIN LATERAL (
       SELECT min(w.index) AS index FROM chunks w WHERE w.video_id = known.video_id
         AND w.attempt = known.attempt AND w.index >= known.pictures AND w.state = 'waiting') AS open
     JOIN chunks c ON c.video_id = known.video_id AND c.attempt = known.attempt
     WHERE CASE c.kind WHEN 'audio' THEN NOT sound WHEN 'pass_through' THEN NOT copy
       ELSE (c.index >= pictures OR pictures = 0) AND (open.index IS NULL OR c.index <= open.index) END
     ORDER BY c.index`,
    [
      ...keysOf(videos),
      videos.map(({ settled }) => settled.filter(({ kind }) => kind === 'picture').length),
      videos.map(({ settled }) => settled.some(({ kind }) => kind === 'audio')),
      videos.map(({ settled }) => settled.some(({ kind }) => kind === 'pass_through')),
    ],
  );
  const chunks = new Map<string, ChunkProgress[]>(videos.map(({ id }) => [id, []]));
  for (const { id, ...chunk } of rows) chunks.get(id)?.push(chunk);
  return chunks;
}

const keysOf = (videos: readonly AttemptKey[]): [string[], number[]] => [
  videos.map(({ id }) => id),
  videos.map(({ attempt }) => attempt),
];
