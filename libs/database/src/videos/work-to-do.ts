import type { ProcessVideoData, TranscodeChunkData } from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { triesMax } from './claim.js';

/** Redis may have forgotten a job that was sent this long ago; sending it again is harmless. */
const resendAfterSec = 30;
/** What was never sent before what was: of many thousands the oldest would otherwise be sent again and again, and the rest never. */
const inTurn = (sentAt: string): string => `${sentAt} NULLS FIRST`;

const isDue = `(not_before IS NULL OR not_before <= now())`;
/** To be planned or to be finished, and nobody does it. While it is encoded its chunks are the work. */
const waiting = `status = 'processing' AND stage IS DISTINCT FROM 'encoding'
  AND (lease_until IS NULL OR lease_until < now())`;
/** A planned attempt goes on; otherwise the job is for the next. */
const jobFor = `id AS "videoId", source_path AS "filePath", attempt + CASE WHEN EXISTS (
  SELECT 1 FROM encodings e WHERE e.video_id = id AND e.attempt = videos.attempt) THEN 0 ELSE 1 END AS attempt`;

/**
 * Videos in processing that nobody works on and whose job was never sent, or so long ago that Redis may have lost
 * it, oldest first. A job that Redis still has is not doubled: its id is the same.
 */
export async function findUnsent(manager: EntityManager, limit: number): Promise<ProcessVideoData[]> {
  return manager.query(
    `SELECT ${jobFor} FROM videos
     WHERE ${waiting} AND tries < $1 AND ${isDue} AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => $2))
     ORDER BY ${inTurn('sent_at')}, created_at LIMIT $3`,
    [triesMax, resendAfterSec, limit],
  );
}

/** The job that a video waits for, or null when it doesn't wait. */
export async function findUnsentById(
  manager: EntityManager,
  videoId: string,
): Promise<ProcessVideoData | null> {
  const rows: ProcessVideoData[] = await manager.query(
    `SELECT ${jobFor} FROM videos WHERE ${waiting} AND id = $1 AND ${isDue}`,
    [videoId],
  );
  return rows[0] ?? null;
}

/** Not where a worker was quicker and has the job already: if it dies, nothing is on its way. */
export async function markSent(database: DataSource | EntityManager, videoIds: string[]): Promise<void> {
  await database.query(`UPDATE videos SET sent_at = now() WHERE id = ANY($1) AND ${waiting}`, [videoIds]);
}

const waitingChunk = `c.state = 'waiting' AND (c.lease_until IS NULL OR c.lease_until < now())`;

/** The same for chunks, the heads of all videos first. Of one video only, when it is named. */
export async function findUnsentChunks(
  manager: EntityManager,
  limit: number,
  videoId: string | null = null,
): Promise<TranscodeChunkData[]> {
  return manager.query(
    `SELECT c.video_id AS "videoId", c.attempt, c.index, c.claims + 1 AS claim
     FROM chunks c JOIN videos v ON v.id = c.video_id AND v.attempt = c.attempt AND v.status = 'processing'
     WHERE ${waitingChunk} AND c.tries < $1 AND (c.not_before IS NULL OR c.not_before <= now())
       AND (c.sent_at IS NULL OR c.sent_at < now() - make_interval(secs => $2))
       AND ($3::uuid IS NULL OR c.video_id = $3)
     ORDER BY ${inTurn('c.sent_at')}, c.index, v.created_at LIMIT $4`,
    [triesMax, resendAfterSec, videoId, limit],
  );
}

export async function markChunksSent(
  database: DataSource | EntityManager,
  chunks: readonly TranscodeChunkData[],
): Promise<void> {
  await database.query(
    `UPDATE chunks c SET sent_at = now()
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) AS sent (video_id, attempt, index, claim)
     WHERE c.video_id = sent.video_id AND c.attempt = sent.attempt AND c.index = sent.index
       AND c.claims < sent.claim AND c.state = 'waiting'`,
    [
      chunks.map(({ videoId }) => videoId),
      chunks.map(({ attempt }) => attempt),
      chunks.map(({ index }) => index),
      chunks.map(({ claim }) => claim),
    ],
  );
}

/** Its job came to a worker that can't take it, or not yet: it is sent again at once. */
export async function markUnsent(database: DataSource | EntityManager, videoId: string): Promise<void> {
  await database.query(`UPDATE videos SET sent_at = NULL WHERE id = $1 AND ${waiting}`, [videoId]);
}

/** The same for a chunk. */
export async function markChunkUnsent(
  database: DataSource | EntityManager,
  { videoId, attempt, index }: Omit<TranscodeChunkData, 'claim'>,
): Promise<void> {
  await database.query(
    `UPDATE chunks c SET sent_at = NULL WHERE c.video_id = $1 AND c.attempt = $2 AND c.index = $3 AND ${waitingChunk}`,
    [videoId, attempt, index],
  );
}

/** After Redis was emptied: whatever waits must be sent again. */
export async function markAllUnsent(database: DataSource): Promise<void> {
  await database.query(`UPDATE videos SET sent_at = NULL WHERE ${waiting} AND sent_at IS NOT NULL`);
  await database.query(`UPDATE chunks c SET sent_at = NULL WHERE ${waitingChunk} AND c.sent_at IS NOT NULL`);
}

/** 1 = next, for each of the given videos of which nothing has been begun. */
export async function findQueuePositions(
  database: DataSource,
  videoIds: string[],
): Promise<Map<string, number>> {
  const rows: { id: string; position: string }[] = await database.query(
    `SELECT id, position FROM (
       SELECT id, row_number() OVER (ORDER BY created_at, id) AS position FROM videos
       WHERE (${waiting} AND stage IS NULL) OR (status = 'processing' AND stage = 'encoding' AND EXISTS (
         SELECT 1 FROM encodings e WHERE e.video_id = id AND e.attempt = videos.attempt AND e.started_at IS NULL))
     ) AS queue WHERE id = ANY($1)`,
    [videoIds],
  );
  return new Map(rows.map((row) => [row.id, Number(row.position)]));
}
