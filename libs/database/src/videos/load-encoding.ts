import type { AttemptPlan, ChunkProgress } from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** An attempt's plan and what its chunks have brought so far; null when it isn't planned. */
export async function loadEncoding(
  database: DataSource,
  videoId: string,
  attempt: number,
): Promise<{ plan: AttemptPlan; chunks: ChunkProgress[] } | null> {
  const [encoding] = (await database.query(
    'SELECT plan FROM encodings WHERE video_id = $1 AND attempt = $2',
    [videoId, attempt],
  )) as { plan: AttemptPlan }[];
  if (!encoding) return null;
  const chunks: ChunkProgress[] = await database.query(
    `SELECT index, kind, state = 'done' AS "isDone", output FROM chunks
     WHERE video_id = $1 AND attempt = $2 ORDER BY index`,
    [videoId, attempt],
  );
  return { plan: encoding.plan, chunks };
}
