import { clock, videoTransitions } from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { attemptPrefix } from '@sluice/vod';
import { leaseSec, triesMax } from './claim.js';
import { leaseIsDead, scheduleSweep } from './guarded-update.js';
import type { VideoTransitions } from './video-transitions.js';

/**
 * Ends the videos whose every try ended without a word: their worker died each time. Answers their ids. An attempt
 * that was never planned is raised, so that a worker which was only frozen finds itself fenced.
 */
export async function failExhausted(database: DataSource, transitions: VideoTransitions): Promise<string[]> {
  const planning = await database.transaction(failPlanning);
  const encoding = await failChunks(database, transitions);
  return [...planning, ...encoding];
}

async function failPlanning(manager: EntityManager): Promise<string[]> {
  const [rows] = (await manager.query(
    `UPDATE videos v SET status = '${videoTransitions.fail.to}', stage = NULL, lease_until = NULL, sent_at = NULL,
       attempt = CASE WHEN planned THEN attempt ELSE attempt + 1 END, error_code = 'processing_crashed',
       error_detail = $2, updated_at = now()
     FROM (SELECT id AS found, EXISTS (SELECT 1 FROM encodings e WHERE e.video_id = id AND e.attempt = videos.attempt) AS planned
       FROM videos WHERE status = 'processing' AND stage IS DISTINCT FROM 'encoding' AND tries >= $1 AND ${leaseIsDead}
       FOR UPDATE) AS dead
     WHERE id = found RETURNING id, attempt, planned`,
    [triesMax, `The worker stopped ${triesMax} times while it processed this video.`],
  )) as [{ id: string; attempt: number; planned: boolean }[], number];
  for (const { id, attempt, planned } of rows)
    if (!planned) await scheduleSweep(manager, attemptPrefix(id, attempt - 1), 2 * leaseSec);
  return rows.map(({ id }) => id);
}

async function failChunks(database: DataSource, transitions: VideoTransitions): Promise<string[]> {
  const rows: { videoId: string; attempt: number; startSec: number; endSec: number }[] = await database.query(
    `SELECT DISTINCT ON (c.video_id) c.video_id AS "videoId", c.attempt, c.start_sec AS "startSec",
       c.start_sec + c.duration_sec AS "endSec"
     FROM chunks c JOIN videos v ON v.id = c.video_id AND v.attempt = c.attempt AND v.status = 'processing'
     WHERE c.state = 'waiting' AND c.tries >= $1 AND (c.lease_until IS NULL OR c.lease_until < now())`,
    [triesMax],
  );
  const failed: string[] = [];
  for (const { videoId, attempt, startSec, endSec } of rows) {
    const detail = `The worker stopped ${triesMax} times while it encoded ${clock(startSec)} to ${clock(endSec)}.`;
    const error = { code: 'processing_crashed' as const, detail, dropWork: false };
    if (await transitions.fail({ videoId, attempt }, error)) failed.push(videoId);
  }
  return failed;
}
