import type { Take } from '@sluice/database';
import type { ChunkRange, ParticipantView, RecordingGap, VideoStatus } from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** Who was not heard of for this long is not there. Their page says every few seconds that it is. */
const onlineSec = 16;

export interface TakeRow extends Pick<
  Take,
  | 'id'
  | 'number'
  | 'container'
  | 'startedAt'
  | 'endReason'
  | 'chunkCount'
  | 'recordedChunks'
  | 'verifiedChunks'
  | 'arrivedUpTo'
> {
  recordingId: string;
  participantId: string;
  participantName: string;
  /** Runs of numbers that are missing before that. */
  holes: ChunkRange[];
}

export interface FilmRow {
  recordingId: string;
  participantId: string | null;
  videoId: string;
  gaps: RecordingGap[];
  status: VideoStatus;
  playable: boolean;
  progress: number;
}

/** Everybody who is there, and who was there when something was recorded. */
export async function loadParticipants(database: DataSource, roomId: string): Promise<ParticipantView[]> {
  const rows: (Omit<ParticipantView, 'lastSeenAt'> & { lastSeenAt: Date })[] = await database.query(
    `SELECT id, name, is_host AS "isHost", last_seen_at AS "lastSeenAt", state,
       last_seen_at > now() - make_interval(secs => ${onlineSec}) AS "isOnline"
     FROM (SELECT * FROM participants p WHERE room_id = $1 AND (last_seen_at > now() - interval '1 day'
       OR EXISTS (SELECT 1 FROM takes t WHERE t.participant_id = p.id))
       ORDER BY last_seen_at DESC LIMIT 200) AS newest
     ORDER BY joined_at, id`,
    [roomId],
  );
  return rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt.toISOString() }));
}

export async function loadTakes(
  database: DataSource,
  recordingIds: string[],
): Promise<Map<string, TakeRow[]>> {
  const rows: Omit<TakeRow, 'holes'>[] = await database.query(
    `SELECT t.id, t.number, t.container, t.started_at AS "startedAt", t.end_reason AS "endReason",
       t.chunk_count AS "chunkCount", t.recorded_chunks AS "recordedChunks", t.recording_id AS "recordingId",
       t.participant_id AS "participantId", p.name AS "participantName",
       t.verified_chunks AS "verifiedChunks", t.arrived_up_to AS "arrivedUpTo"
     FROM takes t JOIN participants p ON p.id = t.participant_id
     WHERE t.recording_id = ANY($1) ORDER BY p.joined_at, p.id, t.number`,
    [recordingIds],
  );
  const incomplete = rows.filter((take) => take.verifiedChunks < take.arrivedUpTo).map(({ id }) => id);
  const holes = await loadHoles(database, incomplete);
  return grouped(rows.map((row) => ({ ...row, holes: holes.get(row.id) ?? [] })));
}

/** Of each take the runs of numbers that are missing before its last verified one. */
export async function loadHoles(database: DataSource, takeIds: string[]): Promise<Map<string, ChunkRange[]>> {
  if (takeIds.length === 0) return new Map();
  const rows: { takeId: string; from: number; to: number }[] = await database.query(
    `SELECT take_id AS "takeId", before + 1 AS "from", seq - 1 AS "to" FROM (
       SELECT take_id, seq, lag(seq, 1, -1) OVER (PARTITION BY take_id ORDER BY seq) AS before
       FROM recording_chunks WHERE take_id = ANY($1) AND verified_at IS NOT NULL) AS pairs
     WHERE seq > before + 1 ORDER BY take_id, seq`,
    [takeIds],
  );
  const holes = new Map<string, ChunkRange[]>();
  for (const { takeId, from, to } of rows) holes.set(takeId, [...(holes.get(takeId) ?? []), [from, to]]);
  return holes;
}

/** Films whose video was deleted are not shown. */
export async function loadFilms(
  database: DataSource,
  recordingIds: string[],
): Promise<Map<string, FilmRow[]>> {
  const rows: FilmRow[] = await database.query(
    `SELECT f.recording_id AS "recordingId", f.participant_id AS "participantId", f.video_id AS "videoId", f.gaps,
       v.status, v.playable_at IS NOT NULL AS playable, v.progress
     FROM recording_films f JOIN videos v ON v.id = f.video_id LEFT JOIN participants p ON p.id = f.participant_id
     WHERE f.recording_id = ANY($1) ORDER BY f.participant_id IS NOT NULL, p.joined_at, p.id`,
    [recordingIds],
  );
  return grouped(rows);
}

function grouped<Row extends { recordingId: string }>(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.recordingId, [...(groups.get(row.recordingId) ?? []), row]);
  return groups;
}
