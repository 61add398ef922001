import { randomUUID } from 'node:crypto';
import { attemptPrefix, type RecordingGap } from '@sluice/vod';
import type { EntityManager } from 'typeorm';
import { scheduleSweep } from '../videos/guarded-update.js';
import { Video } from '../videos/video.entity.js';
import type { RecordingClaim } from './recording-transitions.js';

/** A film that was put together, ready to be encoded. */
export interface FilmToPut {
  /** null: the film of all together. */
  participantId: string | null;
  title: string;
  gaps: RecordingGap[];
  source: { path: string; fileName: string; sizeBytes: number; sha256: string };
}

export interface PutFilm {
  /** null: its video was deleted meanwhile, and nothing that was deleted comes back. */
  videoId: string | null;
}

/** A film's video: the one that an earlier revision made, with a new source and the same address, or a new one. */
export async function putFilm(
  manager: EntityManager,
  { recordingId, revision }: RecordingClaim,
  film: FilmToPut,
): Promise<PutFilm> {
  const known: { videoId: string | null }[] = await manager.query(
    `SELECT video_id AS "videoId" FROM recording_films
     WHERE recording_id = $1 AND participant_id IS NOT DISTINCT FROM $2`,
    [recordingId, film.participantId],
  );
  if (known[0]?.videoId === null) return { videoId: null };
  const videoId = known[0]?.videoId ?? randomUUID();
  if (known[0]) await renewVideo(manager, videoId, film);
  else await insertVideo(manager, videoId, recordingId, film);
  await manager.query(
    `INSERT INTO recording_films (recording_id, participant_id, video_id, revision, gaps) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (recording_id, participant_id)
       DO UPDATE SET video_id = excluded.video_id, revision = excluded.revision, gaps = excluded.gaps`,
    [recordingId, film.participantId, videoId, revision, JSON.stringify(film.gaps)],
  );
  return { videoId };
}

async function insertVideo(
  manager: EntityManager,
  videoId: string,
  recordingId: string,
  { title, source }: FilmToPut,
): Promise<void> {
  const [room] = (await manager.query(
    `SELECT r.owner_id AS "ownerId", r.visibility FROM rooms r JOIN recordings g ON g.room_id = r.id WHERE g.id = $1`,
    [recordingId],
  )) as { ownerId: string; visibility: Video['visibility'] }[];
  await manager.insert(Video, {
    id: videoId,
    owner: { id: room!.ownerId },
    title,
    description: '',
    visibility: room!.visibility,
    status: 'processing',
    sourceKind: 'recording',
    sourcePath: source.path,
    sourceFileName: source.fileName,
    sourceSizeBytes: source.sizeBytes,
    sourceSha256: source.sha256,
  });
}

/**
 * The published film stays until the new one is ready. The attempt is raised twice, here and by the next claim: a
 * worker that is still busy with the old source is fenced, and the number in between is nobody's.
 */
async function renewVideo(manager: EntityManager, videoId: string, { source }: FilmToPut): Promise<void> {
  const [before] = (await manager.query(
    `SELECT attempt, published_attempt AS "publishedAttempt", source_path AS "sourcePath" FROM videos
     WHERE id = $1 FOR UPDATE`,
    [videoId],
  )) as { attempt: number; publishedAttempt: number | null; sourcePath: string }[];
  if (!before || before.sourcePath === source.path) return;
  await manager.query(
    `UPDATE videos SET status = 'processing', stage = NULL, progress = 0, eta_sec = NULL, speed = NULL, tries = 0,
       attempt = attempt + 1, lease_until = NULL, not_before = NULL, sent_at = NULL, error_code = NULL,
       error_detail = NULL, source_path = $2, source_file_name = $3, source_size_bytes = $4, source_sha256 = $5,
       playable_at = CASE WHEN published_attempt IS NULL THEN NULL ELSE playable_at END, updated_at = now()
     WHERE id = $1`,
    [videoId, source.path, source.fileName, source.sizeBytes, source.sha256],
  );
  const unfinished = before.attempt === before.publishedAttempt ? before.attempt + 1 : before.attempt;
  await scheduleSweep(manager, attemptPrefix(videoId, unfinished), 600, {
    sourcePath: before.sourcePath,
    rounds: 1,
  });
}
