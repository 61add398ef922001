import { RecordingTransitions, scheduleSweep, VideoTransitions } from '@sluice/database';
import { snapshotPrefix, takeChunksPrefix } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import type { Manifest } from '../backup/manifest.js';

/**
 * Rows speak of workers that are gone and of jobs that no Redis has: whatever was being done waits to be done again.
 * Sessions and API tokens stay; they hold as long as SESSION_SECRET is the one that they were made with.
 */
export async function settleRows(database: DataSource, { deletedMeanwhile }: Manifest): Promise<void> {
  const forget = 'lease_until = NULL, sent_at = NULL';
  await database.query(`UPDATE videos SET ${forget} WHERE status = 'processing'`);
  await database.query(`UPDATE chunks SET ${forget} WHERE state = 'waiting'`);
  await database.query(`UPDATE recordings SET ${forget} WHERE status = 'processing'`);
  await database.query(`UPDATE clips SET ${forget} WHERE cut_at IS NULL`);
  await deleteAgain(database, deletedMeanwhile);
}

/** What was deleted while the backup was made stays deleted. */
async function deleteAgain(
  database: DataSource,
  { videos, snapshots, originals, rooms, recordings }: Manifest['deletedMeanwhile'],
): Promise<void> {
  const transitions = new VideoTransitions(database);
  for (const id of videos) await transitions.delete(id);
  const recordingTransitions = new RecordingTransitions(database);
  for (const id of rooms) await recordingTransitions.deleteRoom(id);
  await giveUpPieces(database, recordings);
  await database.query(
    'UPDATE videos SET source_removed_at = now() WHERE id = ANY($1) AND source_removed_at IS NULL',
    [originals],
  );
  for (const id of snapshots) {
    const [gone] = (await database.query(
      'DELETE FROM snapshots WHERE id = $1 RETURNING file_id AS "fileId"',
      [id],
    )) as [{ fileId: string }[], number];
    for (const { fileId } of gone) await scheduleSweep(database.manager, snapshotPrefix(fileId), 0);
  }
}

/** Some of them may have been copied before. */
async function giveUpPieces(database: DataSource, recordings: readonly string[]): Promise<void> {
  await database.query(
    'UPDATE recordings SET chunks_removed_at = now() WHERE id = ANY($1) AND chunks_removed_at IS NULL',
    [recordings],
  );
  const takes: { id: string; roomId: string; participantId: string }[] = await database.query(
    `SELECT t.id, g.room_id AS "roomId", t.participant_id AS "participantId" FROM takes t
     JOIN recordings g ON g.id = t.recording_id WHERE g.id = ANY($1)`,
    [recordings],
  );
  for (const { id, roomId, participantId } of takes)
    await scheduleSweep(database.manager, takeChunksPrefix(roomId, participantId, id), 0);
}
