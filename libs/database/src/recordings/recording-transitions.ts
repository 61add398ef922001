import {
  recordingTransitions,
  roomChunksPrefix,
  SluiceError,
  type ErrorCode,
  type RecordingStage,
  type RecordingTransition,
} from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { leaseIsDead, scheduleSweep, updated } from '../videos/guarded-update.js';
import { putFilm, type FilmToPut, type PutFilm } from './put-film.js';

/** How long a silent worker keeps its claim of a recording; it renews every second. */
export const recordingLeaseSec = 15;
/** Putting a recording together is tried so often before it fails; a retry by hand begins anew. */
export const recordingTriesMax = 5;

/** A worker's right to put a recording together. */
export interface RecordingClaim {
  recordingId: string;
  attempt: number;
  tries: number;
  revision: number;
}

const leaves = (transition: RecordingTransition): string =>
  `status IN (${recordingTransitions[transition].from.map((status) => `'${status}'`).join(', ')})`;

const isHeld = `id = $1 AND attempt = $2 AND status = 'processing' AND lease_until IS NOT NULL`;
const setWaiting = `stage = NULL, progress = 0, tries = 0, assembled_at = NULL, lease_until = NULL, not_before = NULL, sent_at = NULL,
  error_code = NULL, error_detail = NULL`;

/** NULLs count as never. */
export const lastHeardOf = `GREATEST(started_at, last_seen_at, last_chunk_at)`;
/** Whether every chunk of every take that was told of has arrived. */
export const isWhole = `NOT EXISTS (SELECT 1 FROM takes t WHERE t.recording_id = recordings.id
  AND (t.chunk_count IS NULL OR t.chunk_count > t.verified_chunks))`;
export const hasChunks = `EXISTS (SELECT 1 FROM takes t WHERE t.recording_id = recordings.id AND t.verified_chunks > 0)`;

/**
 * The one door through which a recording's state moves, like VideoTransitions for videos: guarded UPDATEs, and `false`
 * or null where somebody else has moved it.
 */
export class RecordingTransitions {
  constructor(private readonly database: DataSource) {}

  /** A new recording of the room; answers the one that runs already when there is one. */
  async create(recording: { id: string; roomId: string; delayMs: number }): Promise<string> {
    return this.database.transaction(async (manager) => {
      // two who press Record at once come one after the other
      const rooms: unknown[] = await manager.query('SELECT 1 FROM rooms WHERE id = $1 FOR UPDATE', [
        recording.roomId,
      ]);
      if (rooms.length === 0) throw new SluiceError('room_not_found');
      const running: { id: string }[] = await manager.query(
        `SELECT id FROM recordings WHERE room_id = $1 AND ${leaves('stop')}`,
        [recording.roomId],
      );
      if (running[0]) return running[0].id;
      await manager.query(
        `INSERT INTO recordings (id, room_id, number, status, started_at)
         SELECT $1, $2, COALESCE(max(number), 0) + 1, 'created',
           date_trunc('milliseconds', clock_timestamp() + make_interval(secs => $3::double precision / 1000))
         FROM recordings WHERE room_id = $2`,
        [recording.id, recording.roomId, recording.delayMs],
      );
      return recording.id;
    });
  }

  /** Somebody's first take has begun. */
  async activate(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.activate.to}', last_seen_at = now()
       WHERE id = $1 AND ${leaves('activate')} RETURNING id`,
      [recordingId],
    );
  }

  /** Somebody has pressed Stop. One that was only lost sight of before is ended by that for good. */
  async stop(recordingId: string): Promise<boolean> {
    const isStopped = await this.move(
      `UPDATE recordings SET status = '${recordingTransitions.stop.to}', stop_reason = 'stopped', stopped_at = now()
       WHERE id = $1 AND ${leaves('stop')} RETURNING id`,
      [recordingId],
    );
    if (!isStopped)
      await this.move(
        `UPDATE recordings SET stop_reason = 'stopped' WHERE id = $1 AND stop_reason = 'vanished' RETURNING id`,
        [recordingId],
      );
    return isStopped;
  }

  /** Nobody was heard of for so long: it ended when somebody was last. */
  async giveUpOn(recordingId: string, vanishedSec: number): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.stop.to}', stop_reason = 'vanished', stopped_at = ${lastHeardOf}
       WHERE id = $1 AND ${leaves('stop')} AND ${lastHeardOf} < now() - make_interval(secs => $2) RETURNING id`,
      [recordingId, vanishedSec],
    );
  }

  /** Only one that nobody has stopped, and where no other has been begun meanwhile. */
  async resume(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.resume.to}', stop_reason = NULL, stopped_at = NULL,
         last_seen_at = now()
       WHERE id = $1 AND ${leaves('resume')} AND stop_reason = 'vanished' AND NOT EXISTS (
         SELECT 1 FROM recordings newer WHERE newer.room_id = recordings.room_id AND newer.number > recordings.number)
       RETURNING id`,
      [recordingId],
    );
  }

  /** When everything has arrived; `anyway` takes what is there. Without a single chunk it fails instead. */
  async process(recordingId: string, { anyway }: { anyway: boolean }): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.process.to}', revision = revision + 1,
         is_partial = NOT ${isWhole}, ${setWaiting}
       WHERE id = $1 AND ${leaves('process')} AND ${hasChunks} AND ($2 OR ${isWhole}) RETURNING id`,
      [recordingId, anyway],
    );
  }

  /** Nothing came, and nobody brings it. */
  async giveUp(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.fail.to}', error_code = 'nothing_recorded',
         error_detail = 'Not one piece of the recording has arrived.', assembled_at = now(), is_partial = true
       WHERE id = $1 AND status = 'uploading' AND NOT ${hasChunks} RETURNING id`,
      [recordingId],
    );
  }

  /** Chunks came after the films were made: they are made anew. */
  async revise(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.revise.to}', revision = revision + 1,
         is_partial = NOT ${isWhole}, ${setWaiting}
       WHERE id = $1 AND ${leaves('revise')} AND chunks_removed_at IS NULL RETURNING id`,
      [recordingId],
    );
  }

  /**
   * Raises the attempt and takes the lease. What has arrived by the revision's first claim is in it, for all of its
   * tries; what comes later makes the next revision. null when it is done, gone, or in other hands.
   */
  async claim(recordingId: string, jobAttempt: number): Promise<RecordingClaim | null> {
    return updated<RecordingClaim>(
      this.database.manager,
      `UPDATE recordings SET attempt = attempt + 1, tries = tries + 1, stage = 'assembling', progress = 0,
         lease_until = now() + make_interval(secs => $3), not_before = NULL, sent_at = NULL, assembled_at = COALESCE(assembled_at, clock_timestamp()),
         error_code = NULL, error_detail = NULL
       WHERE id = $1 AND ${leaves('claim')} AND stage IS DISTINCT FROM 'encoding' AND attempt < $2 AND tries < $4
         AND ${leaseIsDead}
       RETURNING id AS "recordingId", attempt, tries, revision`,
      [recordingId, jobAttempt, recordingLeaseSec, recordingTriesMax],
    );
  }

  async heartbeat(
    claim: RecordingClaim,
    { stage, progress }: { stage: RecordingStage; progress: number },
  ): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET lease_until = now() + make_interval(secs => $3), stage = $4, progress = $5
       WHERE ${isHeld} RETURNING id`,
      [claim.recordingId, claim.attempt, recordingLeaseSec, stage, progress],
    );
  }

  /** Makes or renews the video of one film. null when the claim is lost. */
  async putFilm(claim: RecordingClaim, film: FilmToPut): Promise<PutFilm | null> {
    return this.database.transaction(async (manager) => {
      const held = (await manager.query(`SELECT 1 FROM recordings WHERE ${isHeld} FOR UPDATE`, [
        claim.recordingId,
        claim.attempt,
      ])) as unknown[];
      return held.length > 0 ? putFilm(manager, claim, film) : null;
    });
  }

  /** A chunk that the store has lost: it counts no more, and may be uploaded again by who still has it. */
  async forgetChunk(takeId: string, seq: number): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.query(
        `UPDATE recordings SET is_partial = true FROM takes WHERE takes.id = $1 AND recordings.id = takes.recording_id`,
        [takeId],
      );
      const row = await updated(
        manager,
        `UPDATE recording_chunks SET verified_at = NULL WHERE take_id = $1 AND seq = $2 AND verified_at IS NOT NULL
         RETURNING seq`,
        [takeId, seq],
      );
      if (row)
        await manager.query('UPDATE takes SET verified_chunks = verified_chunks - 1 WHERE id = $1', [takeId]);
    });
  }

  /** All films are with the ordinary pipeline. */
  async handOver(claim: RecordingClaim): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET stage = 'encoding', progress = 1, lease_until = NULL, tries = 0 WHERE ${isHeld} RETURNING id`,
      [claim.recordingId, claim.attempt],
    );
  }

  /** Its films are ready. One that somebody has deleted is not waited for. */
  async complete(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.complete.to}', stage = NULL, completed_at = now()
       WHERE id = $1 AND ${leaves('complete')} AND stage = 'encoding' AND NOT EXISTS (
         SELECT 1 FROM recording_films f JOIN videos v ON v.id = f.video_id
         WHERE f.recording_id = recordings.id AND v.status <> 'ready') RETURNING id`,
      [recordingId],
    );
  }

  async failFilms(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.fail.to}', stage = NULL, error_code = 'film_failed',
         error_detail = 'Encoding one of its films failed.'
       WHERE id = $1 AND ${leaves('fail')} AND stage = 'encoding' RETURNING id`,
      [recordingId],
    );
  }

  async fail(claim: RecordingClaim, error: { code: ErrorCode; detail: string }): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.fail.to}', stage = NULL, lease_until = NULL,
         error_code = $3, error_detail = $4 WHERE ${isHeld} RETURNING id`,
      [claim.recordingId, claim.attempt, error.code, error.detail],
    );
  }

  /** Gives it back, to be tried again after `delaySec`; people see why. On shutdown the try doesn't count. */
  async handBack(
    claim: RecordingClaim,
    next: { delaySec: number; countsAsTry: boolean; error: { code: ErrorCode; detail: string } | null },
  ): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET stage = NULL, lease_until = NULL, sent_at = NULL, tries = tries - $3,
         not_before = now() + make_interval(secs => $4), error_code = $5, error_detail = $6 WHERE ${isHeld} RETURNING id`,
      [
        claim.recordingId,
        claim.attempt,
        next.countsAsTry ? 0 : 1,
        next.delaySec,
        next.error?.code ?? null,
        next.error?.detail ?? null,
      ],
    );
  }

  /** Goes on with one that failed; films that are made already stay. */
  async retry(recordingId: string): Promise<boolean> {
    return this.move(
      `UPDATE recordings SET status = '${recordingTransitions.retry.to}', ${setWaiting}
       WHERE id = $1 AND ${leaves('retry')} AND revision > 0 AND ${hasChunks} RETURNING id`,
      [recordingId],
    );
  }

  /** Removes the room with all that was recorded in it; the films are videos, and stay. */
  async deleteRoom(roomId: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      // in the order in which takes and films take their locks: room, recordings, and then whoever is in it
      await manager.query('SELECT 1 FROM rooms WHERE id = $1 FOR UPDATE', [roomId]);
      await manager.query('SELECT 1 FROM recordings WHERE room_id = $1 ORDER BY id FOR UPDATE', [roomId]);
      const row = await updated(manager, 'DELETE FROM rooms WHERE id = $1 RETURNING id', [roomId]);
      if (row) await scheduleSweep(manager, roomChunksPrefix(roomId), 0, { sourcePath: null, rounds: 2 });
      return row !== null;
    });
  }

  private async move(sql: string, parameters: unknown[]): Promise<boolean> {
    return (await updated(this.database.manager, sql, parameters)) !== null;
  }
}
