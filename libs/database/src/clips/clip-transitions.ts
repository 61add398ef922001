import {
  attemptPrefix,
  clipPictureKeys,
  videoTransitions,
  type ClipGap,
  type ClipStopReason,
  type ErrorCode,
  type Visibility,
} from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { leaseIsDead, leaves, scheduleSweep, updated } from '../videos/guarded-update.js';
import { keepFromSweep, sweepNow, sweepUnlessKept } from './source-sweeps.js';

/** A recorder that is silent for this long has lost the clip to another. */
export const cutLeaseSec = 20;
export const cutTriesMax = 3;
/** A clip's first pictures go when nobody's page shows them any more. */
const picturesKeptSec = 24 * 3600;

export interface NewClip {
  id: string;
  ownerId: string;
  cameraId: string;
  cameraName: string;
  title: string;
  visibility: Visibility;
  startAt: Date;
  /** Its end, or the latest that it may have. */
  holdUntil: Date;
  /** What the page that records it showed; a clip of the past is stopped as soon as it is made. */
  seenUntil: Date;
}

/** How a clip ends: what of it there is. */
export interface ClipEnd {
  startAt: Date;
  endAt: Date;
  gaps: readonly ClipGap[];
  /** Of the pictures that are there. */
  durationSec: number;
  reason: ClipStopReason;
}

/** A recorder's right to cut a clip. */
export interface CutClaim {
  clipId: string;
  attempt: number;
  tries: number;
  cameraId: string | null;
  startAt: Date;
  endAt: Date;
}

export interface CutFile {
  source: { path: string; fileName: string; sizeBytes: number; sha256: string };
  gaps: readonly ClipGap[];
  durationSec: number;
  /** Whether a picture from its middle was stored. */
  hasMiddlePicture: boolean;
}

const isRecording = `stopped_at IS NULL AND EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.status = 'uploading')`;
/** Stopped, not cut, and its video waits for it. */
export const isToCut = `stopped_at IS NOT NULL AND cut_at IS NULL
  AND EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.status = 'uploading')`;
const isClaimed = 'video_id = $1 AND attempt = $2 AND cut_at IS NULL AND lease_until IS NOT NULL';

/** The one door through which a clip moves, like VideoTransitions: guarded UPDATEs; false or null where somebody else moved it. */
export class ClipTransitions {
  constructor(private readonly database: DataSource) {}

  /** The clip and its video, in `uploading`. false when something has this id already. */
  async start(clip: NewClip): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const taken: unknown[] = await manager.query(
        `INSERT INTO videos (id, owner_id, title, description, visibility, status, source_kind, source_path,
           source_file_name, source_size_bytes) VALUES ($1, $2, $3, '', $4, 'uploading', 'clip', '', $5, 0)
         ON CONFLICT (id) DO NOTHING RETURNING id`,
        [clip.id, clip.ownerId, clip.title, clip.visibility, `${clip.id}.mp4`],
      );
      if (taken.length === 0) return false;
      await manager.query(
        `INSERT INTO clips (video_id, camera_id, camera_name, start_at, hold_until, seen_until)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [clip.id, clip.cameraId, clip.cameraName, clip.startAt, clip.holdUntil, clip.seenUntil],
      );
      return true;
    });
  }

  /** Shows the picture of the moment at which it began, unless there is a later one. */
  async showFirstPicture(clipId: string): Promise<boolean> {
    const { posterKey, thumbnailKey } = clipPictureKeys(clipId, 0);
    const row = await updated(
      this.database.manager,
      `UPDATE videos SET poster = $2, thumbnail = $3, updated_at = now()
       WHERE id = $1 AND poster IS NULL AND status IN ('uploading', 'processing') RETURNING id`,
      [clipId, posterKey, thumbnailKey],
    );
    return row !== null;
  }

  /** Its page is there and shows this moment. */
  async heartbeat(clipId: string, seenUntil: Date): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE clips SET heard_at = now(), seen_until = GREATEST(seen_until, $2) WHERE video_id = $1 AND ${isRecording}
       RETURNING video_id`,
      [clipId, seenUntil],
    );
    return row !== null;
  }

  /** Ends the recording; what it holds can be played from now on. */
  async stop(clipId: string, end: ClipEnd): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, clipId);
      const row = await updated(
        manager,
        `UPDATE clips SET stopped_at = now(), start_at = $2, end_at = $3, gaps = $4, stop_reason = $5
         WHERE video_id = $1 AND ${isRecording} RETURNING video_id`,
        [clipId, end.startAt, end.endAt, JSON.stringify(end.gaps), end.reason],
      );
      if (!row) return false;
      await manager.query(
        `UPDATE videos SET playable_at = now(), duration_sec = $2, updated_at = now() WHERE id = $1`,
        [clipId, end.durationSec],
      );
      return true;
    });
  }

  /** Ends a recording of which there is nothing at all. */
  async giveUp(
    clipId: string,
    error: { code: ErrorCode; detail: string; reason: ClipStopReason },
  ): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, clipId);
      const row = await updated(
        manager,
        `UPDATE clips SET stopped_at = now(), end_at = GREATEST(seen_until, start_at + interval '1 millisecond'),
           stop_reason = $2 WHERE video_id = $1 AND ${isRecording} RETURNING video_id`,
        [clipId, error.reason],
      );
      if (!row) return false;
      await manager.query(
        `UPDATE videos SET status = '${videoTransitions.fail.to}', error_code = $2, error_detail = $3, updated_at = now()
         WHERE id = $1`,
        [clipId, error.code, error.detail],
      );
      return true;
    });
  }

  /** Raises the attempt and takes the lease, to cut it. */
  async claimCut(clipId: string, jobAttempt: number): Promise<CutClaim | null> {
    return updated<CutClaim>(
      this.database.manager,
      `UPDATE clips SET attempt = attempt + 1, tries = tries + 1, lease_until = now() + make_interval(secs => $3),
         not_before = NULL, sent_at = NULL
       WHERE video_id = $1 AND ${isToCut} AND attempt < $2 AND tries < $4 AND ${leaseIsDead}
       RETURNING video_id AS "clipId", attempt, tries, camera_id AS "cameraId", start_at AS "startAt", end_at AS "endAt"`,
      [clipId, jobAttempt, cutLeaseSec, cutTriesMax],
    );
  }

  /** false: the claim is lost. */
  async renewCut({ clipId, attempt }: CutClaim): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE clips SET lease_until = now() + make_interval(secs => $3) WHERE ${isClaimed} RETURNING video_id`,
      [clipId, attempt, cutLeaseSec],
    );
    return row !== null;
  }

  /** Before a clip's file is stored: should its recorder die before finishCut, it is swept. */
  announceSource(path: string): Promise<void> {
    return sweepUnlessKept(this.database.manager, path);
  }

  /** Of a try that failed, or of which nobody knows: where finishCut came through, the source stays. */
  dropSource(path: string): Promise<void> {
    return sweepNow(this.database.manager, path);
  }

  /** The clip's file is a source now, and its video an ordinary one in processing. false: the file is nobody's. */
  async finishCut({ clipId, attempt }: CutClaim, cut: CutFile): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, clipId);
      const row = await updated(
        manager,
        `UPDATE clips SET cut_at = now(), gaps = $3, lease_until = NULL, tries = 0 WHERE ${isClaimed} RETURNING video_id`,
        [clipId, attempt, JSON.stringify(cut.gaps)],
      );
      if (!row) return false;
      const pictures = cut.hasMiddlePicture ? clipPictureKeys(clipId, 1) : clipPictureKeys(clipId, 0);
      const { path, fileName, sizeBytes, sha256 } = cut.source;
      await keepFromSweep(manager, path);
      await manager.query(
        `UPDATE videos SET status = '${videoTransitions.submit.to}', source_path = $2, source_file_name = $3,
           source_size_bytes = $4, source_sha256 = $5, duration_sec = $6,
           poster = CASE WHEN $9 THEN $7 ELSE poster END, thumbnail = CASE WHEN $9 THEN $8 ELSE thumbnail END,
           updated_at = now()
         WHERE id = $1 AND ${leaves('submit')}`,
        [
          clipId,
          path,
          fileName,
          sizeBytes,
          sha256,
          cut.durationSec,
          pictures.posterKey,
          pictures.thumbnailKey,
          cut.hasMiddlePicture,
        ],
      );
      return true;
    });
  }

  /** Ends the cutting with an error that people are told. What the clip holds stays, for a retry. */
  async failCut(
    { clipId, attempt }: Pick<CutClaim, 'clipId' | 'attempt'>,
    error: { code: ErrorCode; detail: string },
  ): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, clipId);
      const row = await updated(
        manager,
        `UPDATE clips SET lease_until = NULL, sent_at = NULL WHERE video_id = $1 AND attempt = $2 AND ${isToCut}
         RETURNING video_id`,
        [clipId, attempt],
      );
      if (!row) return false;
      await manager.query(
        `UPDATE videos SET status = '${videoTransitions.fail.to}', error_code = $2, error_detail = $3, updated_at = now()
         WHERE id = $1`,
        [clipId, error.code, error.detail],
      );
      return true;
    });
  }

  /** To be tried again after a pause. On shutdown the try doesn't count. */
  async handBack(
    { clipId, attempt }: CutClaim,
    { delaySec, countsAsTry }: { delaySec: number; countsAsTry: boolean },
  ): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE clips SET lease_until = NULL, sent_at = NULL, tries = tries - $3,
         not_before = now() + make_interval(secs => $4) WHERE ${isClaimed} RETURNING video_id`,
      [clipId, attempt, countsAsTry ? 0 : 1, delaySec],
    );
    return row !== null;
  }

  /** Cuts a clip again that could not be cut. false: it was cut, or waits already. */
  async retry(clipId: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const row = await updated(
        manager,
        `UPDATE videos SET status = '${videoTransitions.cutAgain.to}', error_code = NULL, error_detail = NULL,
           updated_at = now()
         WHERE id = $1 AND ${leaves('cutAgain')} AND EXISTS (SELECT 1 FROM clips c WHERE c.video_id = id
           AND c.stopped_at IS NOT NULL AND c.cut_at IS NULL) RETURNING id`,
        [clipId],
      );
      if (!row) return false;
      await manager.query(
        'UPDATE clips SET tries = 0, lease_until = NULL, not_before = NULL, sent_at = NULL WHERE video_id = $1',
        [clipId],
      );
      return true;
    });
  }

  /** The clip's own pictures and what it holds are not shown any more: the film is. */
  async letGo(clipId: string): Promise<void> {
    await scheduleSweep(this.database.manager, attemptPrefix(clipId, 0), picturesKeptSec);
  }
}

/** Before the clip's own row, as everywhere: two who go the other way round would wait for each other. */
const lockVideo = (manager: EntityManager, clipId: string): Promise<unknown> =>
  manager.query('SELECT 1 FROM videos WHERE id = $1 FOR UPDATE', [clipId]);
