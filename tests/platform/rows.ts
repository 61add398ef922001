import { createHash, randomUUID } from 'node:crypto';
import { Camera, Clip, Snapshot, Video } from '@sluice/database';
import { recordingChunkKey, sourcePath } from '@sluice/vod';
import type { TestPlatform } from './test-platform.js';

export type VideoFields = Partial<Omit<Video, 'id' | 'owner'>>;

/** Videos straight into the database, ready to be listed though there is nothing to play. Answers their ids. */
export async function insertVideos(
  { database }: TestPlatform,
  ownerId: string,
  videos: readonly VideoFields[],
): Promise<string[]> {
  const now = new Date();
  const rows = videos.map((video) => {
    const id = randomUUID();
    return {
      id,
      owner: { id: ownerId },
      title: 'A film',
      description: '',
      visibility: 'public' as const,
      status: 'ready' as const,
      attempt: 1,
      publishedAttempt: 1,
      playableAt: now,
      readyAt: now,
      createdAt: now,
      sourceKind: 'upload' as const,
      sourcePath: sourcePath(id),
      sourceFileName: 'film.mp4',
      sourceSizeBytes: 1,
      ...video,
    };
  });
  await database.getRepository(Video).insert(rows);
  return rows.map(({ id }) => id);
}

/** A camera that shows the test picture, should anybody record it. */
export async function insertCamera(
  { database }: TestPlatform,
  fields: Partial<Camera> = {},
): Promise<string> {
  const id = randomUUID();
  await database.getRepository(Camera).insert({ id, name: `Camera ${id}`, source: 'test:', ...fields });
  return id;
}

/** A clip that is being recorded since ten seconds ago. */
export async function insertClip(platform: TestPlatform, ownerId: string): Promise<string> {
  const cameraId = await insertCamera(platform, { enabled: false });
  const fields = { status: 'uploading', sourceKind: 'clip', sourcePath: '', publishedAttempt: null } as const;
  const [id] = await insertVideos(platform, ownerId, [
    { ...fields, visibility: 'private', playableAt: null, readyAt: null },
  ]);
  const startAt = new Date(Date.now() - 10_000);
  await platform.database.getRepository(Clip).insert({
    videoId: id!,
    cameraId,
    cameraName: 'Camera',
    startAt,
    holdUntil: new Date(),
    seenUntil: startAt,
  });
  return id!;
}

export async function insertSnapshot({ database }: TestPlatform, ownerId: string): Promise<string> {
  const id = randomUUID();
  const size = { width: 640, height: 360, sizeBytes: 1000, fileId: id };
  await database.getRepository(Snapshot).insert({
    id,
    owner: { id: ownerId },
    cameraId: null,
    cameraName: 'Camera',
    takenAt: new Date(),
    ...size,
  });
  return id;
}

/** A recording that failed, with one verified piece of two seconds; the piece itself is nowhere. */
export async function insertRecording({ database }: TestPlatform, ownerId: string, piece: Buffer) {
  const [roomId, participantId, recordingId, takeId] = Array.from({ length: 4 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
  ];
  const sha256 = createHash('sha256').update(piece).digest('hex');
  await database.query(
    `INSERT INTO rooms (id, owner_id, title, visibility) VALUES ('${roomId}', '${ownerId}', 'A room', 'public');
     INSERT INTO participants (id, room_id, name, is_host, token_hash) VALUES ('${participantId}', '${roomId}', 'Ada', true, '${participantId}');
     INSERT INTO recordings (id, room_id, number, status, started_at, stop_reason) VALUES ('${recordingId}', '${roomId}', 1, 'failed', now(), 'stopped');
     INSERT INTO takes (id, recording_id, participant_id, number, container, mime_type, started_at, verified_chunks)
       VALUES ('${takeId}', '${recordingId}', '${participantId}', 1, 'mp4', 'video/mp4', now(), 1);
     INSERT INTO recording_chunks (take_id, seq, sha256, md5, size_bytes, start_ms, end_ms, verified_at)
       VALUES ('${takeId}', 0, '${sha256}', '', ${piece.length}, 0, 2000, now())`,
  );
  const key = recordingChunkKey({ roomId, participantId, takeId, seq: 0, sha256, container: 'mp4' });
  return { roomId, recordingId, takeId, key };
}
