import {
  attemptPrefix,
  emptyOutput,
  videoPrefix,
  videoTransitions,
  type AttemptPlan,
  type Chunk,
  type ErrorCode,
  type SourceMedia,
} from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import {
  claimColumns,
  leaseSec,
  stuckAfterSec,
  triesMax,
  type Claim,
  type Progress,
  type Publication,
} from './claim.js';
import { restartMeasuring, setPlayable } from './encoding-progress.js';
import { leaseIsDead, leaves, scheduleSweep, updated } from './guarded-update.js';
import { insertPlan } from './insert-plan.js';
import { mayBeTried } from './last-try.js';
import { Rendition } from './rendition.entity.js';

const retiredForSec = 24 * 3600;

const isPlanned = `EXISTS (SELECT 1 FROM encodings e WHERE e.video_id = id AND e.attempt = videos.attempt)`;
/** What was watchable before it was whole is so no longer; a published film stays, and what a clip plays from. */
const takePlayableBack = `playable_at = CASE WHEN published_attempt IS NULL AND source_kind <> 'clip' THEN NULL
  ELSE playable_at END`;

/**
 * The one door through which a video's state moves. Every transition is one guarded UPDATE that names the states it
 * may leave and, from processing on, the attempt. `false` or null means that somebody else has moved it: drop the work.
 */
export class VideoTransitions {
  constructor(private readonly database: DataSource) {}

  /** Raises the attempt and takes the lease, to plan it. null when the video is planned, done, gone, or in other hands. */
  async claimPlanning(videoId: string, jobAttempt: number): Promise<Claim | null> {
    return this.database.transaction(async (manager) => {
      if (!(await mayBeTried(manager, videoId))) return null;
      const claim = await updated<Claim>(
        manager,
        `UPDATE videos SET attempt = attempt + 1, tries = tries + 1, lease_until = now() + make_interval(secs => $3),
           stage = 'probing', progress = 0, eta_sec = NULL, speed = NULL, not_before = NULL, sent_at = NULL,
           ${takePlayableBack}, updated_at = now()
         WHERE id = $1 AND ${leaves('claim')} AND attempt <= $2 AND tries < $4 AND ${leaseIsDead} AND NOT ${isPlanned}
         RETURNING ${claimColumns}`,
        [videoId, jobAttempt, leaseSec, triesMax],
      );
      if (claim && claim.attempt > 1)
        await scheduleSweep(manager, attemptPrefix(videoId, claim.attempt - 1), 2 * leaseSec);
      return claim;
    });
  }

  /** Takes the lease of an attempt whose chunks are all done, when whoever ended the last one did not finish it. */
  async claimFinishing(videoId: string, attempt: number): Promise<Claim | null> {
    return this.database.transaction(async (manager) => {
      if (!(await mayBeTried(manager, videoId))) return null;
      return updated<Claim>(
        manager,
        `UPDATE videos SET tries = tries + 1, lease_until = now() + make_interval(secs => $3), stage = 'verifying',
           not_before = NULL, sent_at = NULL, updated_at = now()
         WHERE id = $1 AND attempt = $2 AND ${leaves('claim')} AND tries < $4 AND ${leaseIsDead} AND ${isPlanned}
           AND stage IS DISTINCT FROM 'encoding' RETURNING ${claimColumns}`,
        [videoId, attempt, leaseSec, triesMax],
      );
    });
  }

  /** Renews the lease and tells how far the attempt is. */
  async heartbeat(claim: Claim, { stage, progress }: Progress): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET lease_until = now() + make_interval(secs => $3), stage = $4, progress = GREATEST(progress, $5),
         updated_at = now()
       WHERE id = $1 AND attempt = $2 AND tries = $6 AND status = 'processing' AND lease_until IS NOT NULL
         AND stage <> 'encoding' RETURNING id`,
      [claim.videoId, claim.attempt, leaseSec, stage, progress, claim.tries],
    );
    return row !== null;
  }

  /** Records what the probe found. */
  async describeSource(claim: Claim, media: SourceMedia, fps: number | null): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET duration_sec = $3, width = $4, height = $5, fps = $6, source_container = $7,
         source_video_codec = $8, source_audio_codec = $9, updated_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'processing' RETURNING id`,
      [
        claim.videoId,
        claim.attempt,
        media.durationSec,
        media.video?.width ?? null,
        media.video?.height ?? null,
        fps,
        media.container,
        media.video?.codec ?? null,
        media.audio[0]?.codec ?? null,
      ],
    );
    return row !== null;
  }

  /** Ends the planning: the plan and its chunks are rows, the lease is given up, and any worker may take a chunk. */
  async fanOut(claim: Claim, plan: AttemptPlan, chunks: readonly Chunk[]): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated(
        manager,
        `UPDATE videos SET stage = 'encoding', lease_until = NULL, sent_at = NULL, tries = 0, warnings = $3,
           duration_sec = COALESCE($4, duration_sec), updated_at = now()
         WHERE id = $1 AND attempt = $2 AND status = 'processing' AND stage = 'probing' RETURNING id`,
        [claim.videoId, claim.attempt, JSON.stringify(plan.warnings), plan.expectedDurationSec],
      );
      if (row) await insertPlan(manager, claim, plan, chunks);
      return row !== null;
    });
  }

  /** Shows the poster as soon as there is one. */
  async setStills(claim: Claim, posterKey: string, thumbnailKey: string): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET poster = $3, thumbnail = $4, updated_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'processing' RETURNING id`,
      [claim.videoId, claim.attempt, posterKey, thumbnailKey],
    );
    return row !== null;
  }

  /** Flips the video to the attempt's prefix. Everything it points to must be in storage before. */
  async publish(claim: Claim, publication: Publication): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const [before] = (await manager.query(
        'SELECT published_attempt AS attempt FROM videos WHERE id = $1 FOR UPDATE',
        [claim.videoId],
      )) as { attempt: number | null }[];
      const row = await updated(
        manager,
        `UPDATE videos SET status = '${videoTransitions.publish.to}', stage = NULL, progress = 1, eta_sec = NULL,
           lease_until = NULL, sent_at = NULL, tries = 0, published_attempt = attempt, url_hls = $3, poster = $4,
           thumbnail = $5, duration_sec = $6, warnings = $7, storyboard = $8, error_code = NULL, error_detail = NULL,
           playable_at = COALESCE(playable_at, now()), ready_at = now(), updated_at = now()
         WHERE id = $1 AND attempt = $2 AND tries = $9 AND ${leaves('publish')} RETURNING id`,
        [
          claim.videoId,
          claim.attempt,
          publication.hlsKey,
          publication.posterKey,
          publication.thumbnailKey,
          publication.durationSec,
          JSON.stringify(publication.warnings),
          publication.storyboard && JSON.stringify(publication.storyboard),
          claim.tries,
        ],
      );
      if (!row) return false;
      if (before?.attempt) await this.retire(manager, claim.videoId, before.attempt);
      const owner = { videoId: claim.videoId, attempt: claim.attempt };
      // from now on the renditions say what there is; of the chunks stays who did what
      await manager.query('UPDATE chunks SET output = $3 WHERE video_id = $1 AND attempt = $2', [
        owner.videoId,
        owner.attempt,
        JSON.stringify(emptyOutput),
      ]);
      await manager.insert(
        Rendition,
        publication.renditions.map((rendition) => ({ ...rendition, ...owner })),
      );
      return true;
    });
  }

  /** What was published before goes when whoever watches it has had time to finish. */
  private async retire(manager: EntityManager, videoId: string, attempt: number): Promise<void> {
    await manager.query('DELETE FROM renditions WHERE video_id = $1 AND attempt = $2', [videoId, attempt]);
    await manager.query('DELETE FROM encodings WHERE video_id = $1 AND attempt = $2', [videoId, attempt]);
    await scheduleSweep(manager, attemptPrefix(videoId, attempt), retiredForSec);
  }

  /**
   * Ends the attempt with an error that people are told. What its chunks have made is kept for a retry, unless it is
   * the very trouble (`dropWork`).
   */
  async fail(
    { videoId, attempt }: Pick<Claim, 'videoId' | 'attempt'>,
    error: { code: ErrorCode; detail: string; dropWork: boolean },
  ): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated<{ planned: boolean }>(
        manager,
        `UPDATE videos SET status = '${videoTransitions.fail.to}', stage = NULL, eta_sec = NULL, speed = NULL,
           lease_until = NULL, sent_at = NULL, error_code = $3, error_detail = $4, ${takePlayableBack}, updated_at = now()
         WHERE id = $1 AND attempt = $2 AND ${leaves('fail')} RETURNING ${isPlanned} AS planned`,
        [videoId, attempt, error.code, error.detail],
      );
      if (row && (error.dropWork || !row.planned)) {
        await manager.query('DELETE FROM encodings WHERE video_id = $1 AND attempt = $2', [videoId, attempt]);
        await scheduleSweep(manager, attemptPrefix(videoId, attempt), 2 * leaseSec);
      }
      return row !== null;
    });
  }

  /**
   * Gives an unfinished planning or finishing back, to be tried again after `delaySec`. On shutdown the try doesn't
   * count. false when it is somebody else's by now: an attempt that is planned is finished under the same number, and
   * the try tells its finishers apart.
   */
  async handBack(claim: Claim, options: { delaySec: number; countsAsTry: boolean }): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET stage = CASE WHEN ${isPlanned} THEN stage END, speed = NULL, lease_until = NULL, sent_at = NULL,
         tries = tries - $3, not_before = now() + make_interval(secs => $4), updated_at = now()
       WHERE id = $1 AND attempt = $2 AND tries = $5 AND status = 'processing' AND lease_until IS NOT NULL
         AND stage <> 'encoding' RETURNING id`,
      [claim.videoId, claim.attempt, options.countsAsTry ? 0 : 1, options.delaySec, claim.tries],
    );
    return row !== null;
  }

  /** Goes on with what failed or is stuck: with the chunks that are left, or from the start. false when there is nothing to retry. */
  async retry(videoId: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated<{ attempt: number }>(
        manager,
        `UPDATE videos SET status = '${videoTransitions.retry.to}', stage = CASE WHEN ${isPlanned} THEN 'encoding' END,
           progress = CASE WHEN ${isPlanned} THEN progress ELSE 0 END, eta_sec = NULL, tries = 0, lease_until = NULL,
           not_before = NULL, sent_at = NULL, error_code = NULL, error_detail = NULL, updated_at = now()
         WHERE id = $1 AND ${leaves('retry')} AND ${retryable} RETURNING attempt`,
        [videoId],
      );
      if (!row) return false;
      await manager.query(
        `UPDATE chunks SET tries = 0, not_before = NULL, sent_at = NULL WHERE video_id = $1 AND attempt = $2 AND state = 'waiting'`,
        [videoId, row.attempt],
      );
      await manager.query(
        `UPDATE videos SET stage = 'verifying' WHERE id = $1 AND stage = 'encoding'
           AND NOT EXISTS (SELECT 1 FROM chunks WHERE video_id = $1 AND attempt = $2 AND state = 'waiting')`,
        [videoId, row.attempt],
      );
      await restartMeasuring(manager, videoId, row.attempt);
      await setPlayable(manager, videoId, row.attempt);
      return true;
    });
  }

  /**
   * Makes a ready video anew from its source, because of what it has published some is missing or damaged. That stays
   * where it is and plays, as far as it does, until the new one replaces it. As with a film's new source the attempt is
   * raised twice, here and by the next claim: the plan of the published attempt must not pass for the new one's. false
   * when somebody else has moved it, or its source is no longer kept.
   */
  async remake(videoId: string, publishedAttempt: number): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET status = '${videoTransitions.remake.to}', stage = NULL, progress = 0, eta_sec = NULL,
         speed = NULL, tries = 0, attempt = attempt + 1, lease_until = NULL, not_before = NULL, sent_at = NULL,
         updated_at = now()
       WHERE id = $1 AND ${leaves('remake')} AND published_attempt = $2 AND source_removed_at IS NULL RETURNING id`,
      [videoId, publishedAttempt],
    );
    return row !== null;
  }

  /**
   * Removes the source of a video that has been ready for long. Not of a recording's film while that may still be made
   * anew: the room's film is put together from the others' sources. false when it may still be needed.
   */
  async removeSource(videoId: string, keepHours: number): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated<{ sourcePath: string }>(
        manager,
        `UPDATE videos SET source_removed_at = now(), updated_at = now()
         WHERE id = $1 AND ${sourceIsSpent('$2')} RETURNING source_path AS "sourcePath"`,
        [videoId, keepHours],
      );
      // nothing lies below a source: the prefix only names it
      if (row)
        await scheduleSweep(manager, `${row.sourcePath}/`, 0, { sourcePath: row.sourcePath, rounds: 1 });
      return row !== null;
    });
  }

  /** Removes the video in whatever state it is; its storage is swept at once and once more when no worker can write. */
  async delete(videoId: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated<{ sourcePath: string }>(
        manager,
        `DELETE FROM videos WHERE id = $1 RETURNING source_path AS "sourcePath"`,
        [videoId],
      );
      if (row)
        await scheduleSweep(manager, videoPrefix(videoId), 0, { sourcePath: row.sourcePath, rounds: 2 });
      return row !== null;
    });
  }
}

const someChunkIsTaken = `EXISTS (SELECT 1 FROM chunks c WHERE c.video_id = id AND c.attempt = videos.attempt
  AND c.state = 'waiting' AND c.lease_until > now())`;

/** As SQL, with the hours that a source is kept: nothing is made of it any more. */
export const sourceIsSpent = (keepHours: string): string => `status = 'ready' AND source_removed_at IS NULL
  AND source_path <> '' AND ready_at < now() - make_interval(hours => ${keepHours}::int)
  AND NOT EXISTS (SELECT 1 FROM recording_films f JOIN recordings r ON r.id = f.recording_id
    WHERE f.video_id = videos.id AND (r.status <> 'completed' OR r.chunks_removed_at IS NULL))`;

/**
 * Failed, or in processing while nobody works on it and it has waited long. A clip that was never cut has no source yet:
 * ClipTransitions retries that.
 */
export const retryable = `source_path <> '' AND source_removed_at IS NULL AND (status = 'failed' OR (${leaseIsDead} AND NOT ${someChunkIsTaken}
  AND updated_at < now() - interval '${stuckAfterSec} seconds'))`;
