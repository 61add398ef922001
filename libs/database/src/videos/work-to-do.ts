import type { ProcessVideoData } from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { triesMax } from './video-transitions.js';

/** Redis may have forgotten a job that was sent this long ago; sending it again is harmless. */
const resendAfterSec = 30;

const waiting = `status = 'processing' AND (lease_until IS NULL OR lease_until < now())`;

/**
 * Videos in processing that nobody works on and whose job was never sent, or so long ago that Redis may have lost
 * it, oldest first. A job that Redis still has is not doubled: its id is the same.
 */
export async function findUnsent(manager: EntityManager, limit: number): Promise<ProcessVideoData[]> {
  return manager.query(
    `SELECT id AS "videoId", source_path AS "filePath", attempt + 1 AS attempt FROM videos
     WHERE ${waiting} AND tries < $1 AND (not_before IS NULL OR not_before <= now())
       AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => $2))
     ORDER BY created_at LIMIT $3`,
    [triesMax, resendAfterSec, limit],
  );
}

/** The job that a video waits for, or null when it doesn't wait. */
export async function findUnsentById(
  manager: EntityManager,
  videoId: string,
): Promise<ProcessVideoData | null> {
  const rows: ProcessVideoData[] = await manager.query(
    `SELECT id AS "videoId", source_path AS "filePath", attempt + 1 AS attempt FROM videos
     WHERE ${waiting} AND id = $1 AND (not_before IS NULL OR not_before <= now())`,
    [videoId],
  );
  return rows[0] ?? null;
}

export async function markSent(database: DataSource | EntityManager, videoIds: string[]): Promise<void> {
  await database.query(`UPDATE videos SET sent_at = now() WHERE id = ANY($1)`, [videoIds]);
}

/** After Redis was emptied: whatever waits must be sent again. */
export async function markAllUnsent(database: DataSource): Promise<void> {
  await database.query(`UPDATE videos SET sent_at = NULL WHERE ${waiting} AND sent_at IS NOT NULL`);
}

/** 1 = next, for each of the given videos that waits for a worker. */
export async function findQueuePositions(
  database: DataSource,
  videoIds: string[],
): Promise<Map<string, number>> {
  const rows: { id: string; position: string }[] = await database.query(
    `SELECT id, position FROM (
       SELECT id, row_number() OVER (ORDER BY created_at, id) AS position FROM videos WHERE ${waiting}
     ) AS queue WHERE id = ANY($1)`,
    [videoIds],
  );
  return new Map(rows.map((row) => [row.id, Number(row.position)]));
}
