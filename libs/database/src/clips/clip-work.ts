import type { ClipStopReason, CutClipData } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { leaseIsDead } from '../videos/guarded-update.js';
import { cutTriesMax, isToCut } from './clip-transitions.js';

/** Redis may have forgotten a job that was sent this long ago; sending it again is harmless. */
const resendAfterSec = 15;

/** A clip that is being recorded, as its camera's recorder needs to know it. */
export interface RecordingClip {
  clipId: string;
  cameraId: string;
  startAt: Date;
  holdUntil: Date;
}

/** All clips that are being recorded: whatever their cameras deliver from startAt to holdUntil is held for them. */
export async function findRecordingClips(database: DataSource): Promise<RecordingClip[]> {
  return database.query(
    `SELECT c.video_id AS "clipId", c.camera_id AS "cameraId", c.start_at AS "startAt",
       c.hold_until AS "holdUntil"
     FROM clips c JOIN videos v ON v.id = c.video_id AND v.status = 'uploading'
     WHERE c.stopped_at IS NULL AND c.camera_id IS NOT NULL`,
  );
}

/** Clips to be cut that nobody cuts. Of one only, when it is named. */
export async function findUnsentCuts(
  database: DataSource,
  clipId: string | null = null,
): Promise<CutClipData[]> {
  return database.query(
    `SELECT video_id AS "clipId", attempt + 1 AS attempt FROM clips
     WHERE ${isToCut} AND ${leaseIsDead} AND tries < $1 AND (not_before IS NULL OR not_before <= now())
       AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => $2)) AND ($3::uuid IS NULL OR video_id = $3)
     ORDER BY stopped_at LIMIT 100`,
    [cutTriesMax, resendAfterSec, clipId],
  );
}

export async function markCutsSent(database: DataSource, cuts: readonly CutClipData[]): Promise<void> {
  for (const { clipId, attempt } of cuts)
    await database.query(
      `UPDATE clips SET sent_at = now() WHERE video_id = $1 AND attempt < $2 AND ${isToCut} AND ${leaseIsDead}`,
      [clipId, attempt],
    );
}

/** After Redis was emptied. */
export async function markCutsUnsent(database: DataSource): Promise<void> {
  await database.query(`UPDATE clips SET sent_at = NULL WHERE ${isToCut} AND sent_at IS NOT NULL`);
}

/** Those whose every try ended without a word: their recorder died each time. */
export async function findCrashedCuts(database: DataSource): Promise<{ clipId: string; attempt: number }[]> {
  return database.query(
    `SELECT video_id AS "clipId", attempt FROM clips WHERE ${isToCut} AND ${leaseIsDead} AND tries >= $1`,
    [cutTriesMax],
  );
}

/** Of the past, or seen to its greatest length: whoever asked for it ends it in a moment, unless that backend died. */
const isAllThere = `(c.seen_until >= c.hold_until AND v.created_at < now() - interval '20 seconds')`;
/** One that is being recorded may become as long as clips may be. */
const isOfThePast = `c.hold_until < c.start_at + make_interval(secs => $2)`;
const isTooLong = `v.created_at < now() - make_interval(secs => $2)`;

export interface OverdueClip {
  clipId: string;
  reason: ClipStopReason;
  /** Where it is to end. */
  endAt: Date;
}

/**
 * Clips whose page was not heard of for long (null: nobody could be heard of), that are as long as they may be (also by the
 * time that has passed: a page may show the same moment for ever), of the past and not ended, or whose camera is gone.
 */
export async function findOverdueClips(
  database: DataSource,
  { vanishedSec, maxSec }: { vanishedSec: number | null; maxSec: number },
): Promise<OverdueClip[]> {
  return database.query(
    `SELECT c.video_id AS "clipId",
       CASE WHEN c.camera_id IS NULL THEN 'camera_removed'
            WHEN ${isAllThere} AND ${isOfThePast} THEN 'asked'
            WHEN ${isAllThere} OR ${isTooLong} THEN 'too_long' ELSE 'vanished' END AS reason,
       LEAST(c.seen_until, c.hold_until) AS "endAt"
     FROM clips c JOIN videos v ON v.id = c.video_id AND v.status = 'uploading'
     WHERE c.stopped_at IS NULL AND (c.camera_id IS NULL OR c.heard_at < now() - make_interval(secs => $1)
       OR ${isAllThere} OR ${isTooLong})`,
    [vanishedSec, maxSec],
  );
}

/** Of these, the clips whose film has been ready for so long that nobody plays them from what they hold. */
export async function findLettingGo(
  database: DataSource,
  clipIds: readonly string[],
  keepReadySec: number,
): Promise<string[]> {
  const rows: { id: string }[] = await database.query(
    `SELECT c.video_id AS id FROM clips c JOIN videos v ON v.id = c.video_id
     WHERE c.video_id::text = ANY($1) AND v.published_attempt IS NOT NULL
       AND v.ready_at < now() - make_interval(secs => $2)`,
    [clipIds, keepReadySec],
  );
  return rows.map(({ id }) => id);
}
