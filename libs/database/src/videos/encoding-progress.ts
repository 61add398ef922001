import { passThroughChunkIndex, stageProgress, wholePictureIndex } from '@sluice/vod';
import type { EntityManager } from 'typeorm';

const [encodingFrom, encodingTo] = stageProgress.encoding;

/** How many seconds of the pictures are done; of the sound, where there are no pictures. Nobody waits for the rest. */
const doneSec = `
  SELECT COALESCE(sum(CASE WHEN state = 'done' THEN duration_sec ELSE progress * duration_sec END), 0) AS done,
    COALESCE(sum(duration_sec), 0) AS total
  FROM chunks c WHERE c.video_id = $1 AND c.attempt = $2 AND (kind = 'picture' OR NOT EXISTS (
    SELECT 1 FROM chunks p WHERE p.video_id = $1 AND p.attempt = $2 AND p.kind = 'picture'))`;

/**
 * Sums the chunks up in the video's row: progress, speed since the encoding began, and what that leaves to wait. Progress
 * stays where it was when a worker died, and when another's sum was taken a moment earlier.
 */
export async function refreshProgress(
  manager: EntityManager,
  videoId: string,
  attempt: number,
): Promise<void> {
  await manager.query(
    `WITH summed AS (${doneSec}), measured AS (
       SELECT done, total,
         GREATEST(done - e.done_before_sec, 0) / NULLIF(EXTRACT(epoch FROM clock_timestamp() - e.started_at), 0) AS speed
       FROM summed, encodings e WHERE e.video_id = $1 AND e.attempt = $2)
     UPDATE videos SET progress = GREATEST(progress, CASE WHEN total > 0 THEN $3 + $4 * LEAST(done / total, 1) ELSE $3 END),
       speed = m.speed, eta_sec = CASE WHEN m.speed > 0 AND total > 0 THEN (total - done) / m.speed END, updated_at = now()
     FROM measured m WHERE id = $1 AND attempt = $2 AND status = 'processing' AND stage = 'encoding'`,
    [videoId, attempt, encodingFrom, encodingTo - encodingFrom],
  );
}

/** From here on the speed is measured anew: nobody worked on it meanwhile. */
export async function restartMeasuring(
  manager: EntityManager,
  videoId: string,
  attempt: number,
): Promise<void> {
  await manager.query(
    `UPDATE encodings SET started_at = NULL, done_before_sec = (SELECT done FROM (${doneSec}) AS summed)
     WHERE video_id = $1 AND attempt = $2`,
    [videoId, attempt],
  );
}

/** From its first segments on, with the sound's if there is sound, a video can be watched. */
export async function setPlayable(manager: EntityManager, videoId: string, attempt: number): Promise<void> {
  await manager.query(
    `WITH mine AS (SELECT * FROM chunks WHERE video_id = $1 AND attempt = $2 AND NOT left_out)
     UPDATE videos SET playable_at = now(), updated_at = now()
     WHERE id = $1 AND attempt = $2 AND status = 'processing' AND playable_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM mine WHERE kind = 'audio' AND NOT has_segments)
       AND (EXISTS (SELECT 1 FROM mine WHERE index IN (0, ${passThroughChunkIndex}, ${wholePictureIndex}) AND has_segments)
         OR NOT EXISTS (SELECT 1 FROM mine WHERE kind <> 'audio'))
       AND EXISTS (SELECT 1 FROM mine WHERE has_segments)`,
    [videoId, attempt],
  );
}
