import { takeChunksPrefix, type ProcessRecordingData } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { scheduleSweep } from '../videos/guarded-update.js';
import {
  hasChunks,
  isWhole,
  lastHeardOf,
  recordingTriesMax,
  type RecordingTransitions,
} from './recording-transitions.js';

/** Redis may have forgotten a job that was sent this long ago; sending it again is harmless. */
const resendAfterSec = 30;
/** The pieces of a recording of which some are missing are kept so many times longer: they may still come. */
const partialKeptTimes = 7;

export interface RecordingPatience {
  /** Nobody was heard of for this long: the recording has ended. */
  vanishedSec: number;
  /** No chunk came for this long: the films are made of what is there. */
  graceSec: number;
  keepChunksHours: number;
}

const waiting = `status = 'processing' AND stage IS DISTINCT FROM 'encoding'
  AND (lease_until IS NULL OR lease_until < now())`;
const quietSince = 'GREATEST(stopped_at, last_chunk_at)';

export interface Swept {
  vanished: string[];
  processed: string[];
  revised: string[];
  completed: string[];
  failed: string[];
}

/** Moves every recording that is due to move, from rows alone. Answers the ids of those that did. */
export async function sweepRecordings(
  database: DataSource,
  transitions: RecordingTransitions,
  { vanishedSec, graceSec }: RecordingPatience,
): Promise<Swept> {
  const find = async (condition: string, ...parameters: unknown[]): Promise<string[]> => {
    const rows: { id: string }[] = await database.query(
      `SELECT id FROM recordings WHERE ${condition} ORDER BY created_at LIMIT 100`,
      parameters,
    );
    return rows.map(({ id }) => id);
  };
  const moved = async (ids: string[], move: (id: string) => Promise<boolean>): Promise<string[]> => {
    const done: string[] = [];
    for (const id of ids) if (await move(id)) done.push(id);
    return done;
  };
  const vanished = await find(
    `status IN ('created', 'active') AND ${lastHeardOf} < now() - make_interval(secs => $1)`,
    vanishedSec,
  );
  const isQuiet = `${quietSince} < now() - make_interval(secs => $1)`;
  return {
    vanished: await moved(vanished, (id) => transitions.giveUpOn(id, vanishedSec)),
    processed: [
      ...(await moved(await find(`status = 'uploading' AND ${isWhole} AND ${hasChunks}`), (id) =>
        transitions.process(id, { anyway: false }),
      )),
      ...(await moved(
        await find(`status = 'uploading' AND ${isQuiet}`, graceSec),
        async (id) => (await transitions.process(id, { anyway: true })) || transitions.giveUp(id),
      )),
    ],
    revised: await moved(
      await find(
        `status IN ('completed', 'failed') AND chunks_removed_at IS NULL AND last_chunk_at > assembled_at AND (${isWhole} OR ${isQuiet})`,
        graceSec,
      ),
      (id) => transitions.revise(id),
    ),
    completed: await moved(await find(`status = 'processing' AND stage = 'encoding'`), (id) =>
      transitions.complete(id),
    ),
    failed: [
      ...(await moved(
        await find(`status = 'processing' AND stage = 'encoding' AND EXISTS (SELECT 1 FROM recording_films f
          JOIN videos v ON v.id = f.video_id WHERE f.recording_id = recordings.id AND v.status = 'failed')`),
        (id) => transitions.failFilms(id),
      )),
      ...(await failCrashed(database)),
    ],
  };
}

/** Those whose every try ended without a word: their worker died each time. */
async function failCrashed(database: DataSource): Promise<string[]> {
  const [rows] = (await database.query(
    `UPDATE recordings SET status = 'failed', stage = NULL, lease_until = NULL, attempt = attempt + 1,
       error_code = 'processing_crashed', error_detail = $2 WHERE ${waiting} AND tries >= $1 RETURNING id`,
    [
      recordingTriesMax,
      `The worker stopped ${recordingTriesMax} times while it put this recording together.`,
    ],
  )) as [{ id: string }[], number];
  return rows.map(({ id }) => id);
}

/** Recordings to be put together that nobody works on. Of one only, when it is named. */
export async function findUnsentRecordings(
  database: DataSource,
  recordingId: string | null = null,
): Promise<ProcessRecordingData[]> {
  return database.query(
    `SELECT id AS "recordingId", attempt + 1 AS attempt FROM recordings
     WHERE ${waiting} AND tries < $1 AND (not_before IS NULL OR not_before <= now())
       AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => $2)) AND ($3::uuid IS NULL OR id = $3)
     ORDER BY stopped_at LIMIT 100`,
    [recordingTriesMax, resendAfterSec, recordingId],
  );
}

export async function markRecordingsSent(
  database: DataSource,
  jobs: readonly ProcessRecordingData[],
): Promise<void> {
  for (const { recordingId, attempt } of jobs)
    await database.query(
      `UPDATE recordings SET sent_at = now() WHERE id = $1 AND attempt < $2 AND ${waiting}`,
      [recordingId, attempt],
    );
}

/** Its job came to a worker that can't take it: it is sent again at once. */
export async function markRecordingUnsent(database: DataSource, recordingId: string): Promise<void> {
  await database.query(`UPDATE recordings SET sent_at = NULL WHERE id = $1 AND ${waiting}`, [recordingId]);
}

/** After Redis was emptied. */
export async function markRecordingsUnsent(database: DataSource): Promise<void> {
  await database.query(`UPDATE recordings SET sent_at = NULL WHERE ${waiting} AND sent_at IS NOT NULL`);
}

const isRemovable = `status = 'completed' AND chunks_removed_at IS NULL AND last_chunk_at <= assembled_at
  AND GREATEST(completed_at, last_chunk_at) < now() - make_interval(hours => CASE WHEN is_partial THEN $1 * ${partialKeptTimes} ELSE $1 END)`;

/**
 * Gives up the chunks of recordings whose films have been ready for long enough; from here on such a recording takes
 * none. The storage is swept later, and once more when no address is good any longer. Answers the recordings' ids.
 */
export async function giveUpChunks(
  database: DataSource,
  { keepChunksHours }: RecordingPatience,
): Promise<string[]> {
  return database.transaction(async (manager) => {
    const [rows] = (await manager.query(
      `UPDATE recordings SET chunks_removed_at = now() WHERE ${isRemovable} RETURNING id, room_id AS "roomId"`,
      [keepChunksHours],
    )) as [{ id: string; roomId: string }[], number];
    for (const { id, roomId } of rows) {
      const takes: { id: string; participantId: string }[] = await manager.query(
        'SELECT id, participant_id AS "participantId" FROM takes WHERE recording_id = $1',
        [id],
      );
      for (const take of takes)
        await scheduleSweep(manager, takeChunksPrefix(roomId, take.participantId, take.id), 0, {
          sourcePath: null,
          rounds: 2,
        });
    }
    return rows.map(({ id }) => id);
  });
}
