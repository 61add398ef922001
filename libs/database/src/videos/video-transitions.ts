import {
  attemptPrefix,
  videoPrefix,
  videoTransitions,
  type ErrorCode,
  type RenditionMedia,
  type SourceMedia,
  type Storyboard,
  type VideoStage,
  type VideoTransition,
  type VideoWarning,
} from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { StorageSweep } from '../maintenance/storage-sweep.entity.js';
import { Rendition } from './rendition.entity.js';

/** How long a silent worker keeps its claim; it renews every few seconds. */
export const leaseSec = 20;
/** A video that was tried so often without a result is not tried again until somebody asks. */
export const triesMax = 3;
/** A video that waits longer than this may be sent again by hand. */
export const stuckAfterSec = 60;

const leaseIsDead = '(lease_until IS NULL OR lease_until < now())';

/** A worker's right to process one attempt of a video. */
export interface Claim {
  videoId: string;
  attempt: number;
  tries: number;
  sourcePath: string;
}

export interface Progress {
  stage: VideoStage;
  progress: number;
  etaSec: number | null;
  speed: number | null;
}

export interface Publication {
  hlsKey: string;
  posterKey: string;
  thumbnailKey: string;
  storyboard: Storyboard | null;
  durationSec: number;
  warnings: VideoWarning[];
  renditions: RenditionMedia[];
}

/**
 * The one door through which a video's state moves. Every transition is one guarded UPDATE that names the states it
 * may leave and, from processing on, the attempt. `false` or null means that somebody else has moved it: drop the work.
 */
export class VideoTransitions {
  constructor(private readonly database: DataSource) {}

  /** Raises the attempt and takes the lease. null when the video is done, gone, or in other hands. */
  async claim(videoId: string, jobAttempt: number): Promise<Claim | null> {
    return this.database.transaction(async (manager) => {
      const claim = await updated<Claim>(
        manager,
        `UPDATE videos SET attempt = attempt + 1, tries = tries + 1, lease_until = now() + make_interval(secs => $3),
           stage = 'probing', progress = 0, eta_sec = NULL, speed = NULL, not_before = NULL, sent_at = NULL,
           updated_at = now()
         WHERE id = $1 AND ${leaves('claim')} AND attempt <= $2 AND tries < $4 AND ${leaseIsDead}
         RETURNING id AS "videoId", attempt, tries, source_path AS "sourcePath"`,
        [videoId, jobAttempt, leaseSec, triesMax],
      );
      if (claim && claim.attempt > 1)
        await scheduleSweep(manager, attemptPrefix(videoId, claim.attempt - 1), 2 * leaseSec);
      return claim;
    });
  }

  /** Renews the lease and tells how far the attempt is. */
  async heartbeat(claim: Claim, progress: Progress): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET lease_until = now() + make_interval(secs => $3), stage = $4, progress = $5, eta_sec = $6,
         speed = $7, updated_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'processing' AND lease_until IS NOT NULL
       RETURNING id`,
      [
        claim.videoId,
        claim.attempt,
        leaseSec,
        progress.stage,
        progress.progress,
        progress.etaSec,
        progress.speed,
      ],
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

  /** Flips the video to the attempt's prefix. Everything it points to must be in storage before. */
  async publish(claim: Claim, publication: Publication): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated(
        manager,
        `UPDATE videos SET status = '${videoTransitions.publish.to}', stage = NULL, progress = 1, eta_sec = NULL,
           lease_until = NULL, sent_at = NULL, tries = 0, published_attempt = attempt, url_hls = $3, poster = $4,
           thumbnail = $5, duration_sec = $6, warnings = $7, storyboard = $8, error_code = NULL, error_detail = NULL,
           playable_at = COALESCE(playable_at, now()), ready_at = now(), updated_at = now()
         WHERE id = $1 AND attempt = $2 AND ${leaves('publish')} RETURNING id`,
        [
          claim.videoId,
          claim.attempt,
          publication.hlsKey,
          publication.posterKey,
          publication.thumbnailKey,
          publication.durationSec,
          JSON.stringify(publication.warnings),
          publication.storyboard && JSON.stringify(publication.storyboard),
        ],
      );
      if (!row) return false;
      const owner = { videoId: claim.videoId, attempt: claim.attempt };
      await manager.insert(
        Rendition,
        publication.renditions.map((rendition) => ({ ...rendition, ...owner })),
      );
      return true;
    });
  }

  /** Ends the attempt with an error that people are told. */
  async fail(claim: Pick<Claim, 'videoId' | 'attempt'>, code: ErrorCode, detail: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated(
        manager,
        `UPDATE videos SET status = '${videoTransitions.fail.to}', stage = NULL, eta_sec = NULL, speed = NULL,
           lease_until = NULL, sent_at = NULL, error_code = $3, error_detail = $4, updated_at = now()
         WHERE id = $1 AND attempt = $2 AND ${leaves('fail')} RETURNING id`,
        [claim.videoId, claim.attempt, code, detail],
      );
      if (row) await scheduleSweep(manager, attemptPrefix(claim.videoId, claim.attempt), 2 * leaseSec);
      return row !== null;
    });
  }

  /**
   * Ends the videos whose every try ended without a word: their worker died each time. Answers their ids. The attempt is
   * raised, so that a worker which was only frozen finds itself fenced.
   */
  async failExhausted(): Promise<string[]> {
    return this.database.transaction(async (manager) => {
      const [rows] = (await manager.query(
        `UPDATE videos SET status = '${videoTransitions.fail.to}', attempt = attempt + 1, stage = NULL, lease_until = NULL,
           sent_at = NULL, error_code = 'processing_crashed', error_detail = $2, updated_at = now()
         WHERE status = 'processing' AND tries >= $1 AND ${leaseIsDead} RETURNING id, attempt - 1 AS "deadAttempt"`,
        [triesMax, `The worker stopped ${triesMax} times while it processed this video.`],
      )) as [{ id: string; deadAttempt: number }[], number];
      for (const { id, deadAttempt } of rows)
        await scheduleSweep(manager, attemptPrefix(id, deadAttempt), 2 * leaseSec);
      return rows.map(({ id }) => id);
    });
  }

  /**
   * Gives an unfinished attempt back, to be tried again after `delaySec`. On shutdown the try doesn't count:
   * stopping a worker is nobody's failure.
   */
  async handBack(claim: Claim, options: { delaySec: number; countsAsTry: boolean }): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET stage = NULL, progress = 0, eta_sec = NULL, speed = NULL, lease_until = NULL, sent_at = NULL,
         tries = tries - $3, not_before = now() + make_interval(secs => $4), updated_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'processing' RETURNING id`,
      [claim.videoId, claim.attempt, options.countsAsTry ? 0 : 1, options.delaySec],
    );
    return row !== null;
  }

  /** Starts over what failed or is stuck. false when there is nothing to retry. */
  async retry(videoId: string): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET status = '${videoTransitions.retry.to}', stage = NULL, progress = 0, eta_sec = NULL,
         tries = 0, lease_until = NULL, not_before = NULL, sent_at = NULL, error_code = NULL, error_detail = NULL,
         updated_at = now()
       WHERE id = $1 AND ${leaves('retry')} AND ${retryable} RETURNING id`,
      [videoId],
    );
    return row !== null;
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

/** Failed, or in processing while nobody works on it and it has waited long. */
export const retryable = `(status = 'failed' OR (${leaseIsDead} AND updated_at < now() - interval '${stuckAfterSec} seconds'))`;

const leaves = (transition: VideoTransition): string =>
  `status IN (${videoTransitions[transition].from.map((status) => `'${status}'`).join(', ')})`;

/** Runs an UPDATE or DELETE … RETURNING that touches one row at most. */
async function updated<Row>(manager: EntityManager, sql: string, parameters: unknown[]): Promise<Row | null> {
  const [rows] = (await manager.query(sql, parameters)) as [Row[], number];
  return rows[0] ?? null;
}

async function scheduleSweep(
  manager: EntityManager,
  prefix: string,
  delaySec: number,
  options: { sourcePath: string | null; rounds: number } = { sourcePath: null, rounds: 1 },
): Promise<void> {
  await manager.insert(StorageSweep, {
    prefix,
    ...options,
    dueAt: () => `now() + interval '${delaySec} seconds'`,
  });
}
