import { recordingChunkKey, type TakeContainer, type TakeEndReason } from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** A chunk that the store has, as its browser described it. */
export interface LoadedChunk {
  seq: number;
  sha256: string;
  sizeBytes: number;
  /** On the take's own clock. */
  startMs: number;
  endMs: number;
  key: string;
}

export interface LoadedTake {
  id: string;
  number: number;
  container: TakeContainer;
  mimeType: string;
  /** On the recording's clock; below 0 when it began before the recording's 0. */
  startMs: number;
  endReason: TakeEndReason | null;
  /** As many as its browser has told of; null when that is unknown. */
  chunkCount: number | null;
  recordedChunks: number;
  /** In order. */
  chunks: LoadedChunk[];
}

export interface LoadedParticipant {
  id: string;
  name: string;
  takes: LoadedTake[];
  /** What the current revision has already made of theirs; its video may be in any state. */
  film: LoadedFilm | null;
}

export interface LoadedFilm {
  /** null: somebody has deleted the film, and it does not come back. */
  videoId: string | null;
  revision: number;
  videoStatus: string | null;
  sourcePath: string | null;
}

export interface LoadedRecording {
  id: string;
  roomId: string;
  roomTitle: string;
  number: number;
  revision: number;
  /** From 0 to where it was stopped, or to where the last chunk ends if that is later. */
  durationMs: number;
  /** Those of whom there is anything, in the order in which they joined. */
  participants: LoadedParticipant[];
  /** Of all together. */
  film: LoadedFilm | null;
}

/** All that is needed to make films of a recording that was claimed; null when it is gone. */
export async function loadRecording(
  database: DataSource,
  recordingId: string,
): Promise<LoadedRecording | null> {
  const [recording] = (await database.query(
    `SELECT g.id, g.room_id AS "roomId", r.title AS "roomTitle", g.number, g.revision,
       (1000 * extract(epoch FROM GREATEST(COALESCE(g.stopped_at, now()), (
         SELECT max(t.started_at + make_interval(secs => c.end_ms / 1000.0)) FROM takes t
         JOIN recording_chunks c ON c.take_id = t.id AND c.verified_at <= g.assembled_at
         WHERE t.recording_id = g.id)) - g.started_at))::float8 AS "durationMs"
     FROM recordings g JOIN rooms r ON r.id = g.room_id WHERE g.id = $1`,
    [recordingId],
  )) as Omit<LoadedRecording, 'participants' | 'film'>[];
  if (!recording) return null;
  const films = await loadFilms(database, recordingId);
  const takes = await loadTakes(database, recording);
  const people: { id: string; name: string }[] = await database.query(
    `SELECT id, name FROM participants WHERE room_id = $1 ORDER BY joined_at, id`,
    [recording.roomId],
  );
  const participants = people
    .map((person) => ({
      ...person,
      takes: takes.filter(({ participantId, chunks }) => participantId === person.id && chunks.length > 0),
      film: films.get(person.id) ?? null,
    }))
    .filter((participant) => participant.takes.length > 0);
  return { ...recording, participants, film: films.get(null) ?? null };
}

async function loadFilms(database: DataSource, recordingId: string): Promise<Map<string | null, LoadedFilm>> {
  const rows: (LoadedFilm & { participantId: string | null })[] = await database.query(
    `SELECT f.participant_id AS "participantId", f.video_id AS "videoId", f.revision, v.status AS "videoStatus",
       v.source_path AS "sourcePath"
     FROM recording_films f LEFT JOIN videos v ON v.id = f.video_id WHERE f.recording_id = $1`,
    [recordingId],
  );
  return new Map(rows.map(({ participantId, ...film }) => [participantId, film]));
}

async function loadTakes(
  database: DataSource,
  { id, roomId }: { id: string; roomId: string },
): Promise<(LoadedTake & { participantId: string })[]> {
  const takes: (Omit<LoadedTake, 'chunks'> & { participantId: string })[] = await database.query(
    `SELECT t.id, t.participant_id AS "participantId", t.number, t.container, t.mime_type AS "mimeType",
       (extract(epoch FROM t.started_at - g.started_at) * 1000)::float8 AS "startMs", t.end_reason AS "endReason",
       t.chunk_count AS "chunkCount", t.recorded_chunks AS "recordedChunks"
     FROM takes t JOIN recordings g ON g.id = t.recording_id WHERE g.id = $1 ORDER BY t.started_at, t.number`,
    [id],
  );
  const chunks: (Omit<LoadedChunk, 'key'> & { takeId: string })[] = await database.query(
    `SELECT c.take_id AS "takeId", c.seq, c.sha256, c.size_bytes::float8 AS "sizeBytes", c.start_ms AS "startMs",
       c.end_ms AS "endMs"
     FROM recording_chunks c JOIN takes t ON t.id = c.take_id JOIN recordings g ON g.id = t.recording_id
     WHERE g.id = $1 AND c.verified_at <= g.assembled_at ORDER BY c.take_id, c.seq`,
    [id],
  );
  const byTake = new Map(takes.map((take) => [take.id, [] as LoadedChunk[]]));
  const takeById = new Map(takes.map((take) => [take.id, take]));
  for (const { takeId, ...chunk } of chunks) {
    const { participantId, container } = takeById.get(takeId)!;
    const key = recordingChunkKey({ roomId, participantId, takeId, container, ...chunk });
    byTake.get(takeId)!.push({ ...chunk, key });
  }
  return takes.map((take) => ({ ...take, chunks: byTake.get(take.id)! }));
}
