import { randomUUID } from 'node:crypto';
import { Camera, Clip, Snapshot, Video } from '@sluice/database';
import { sourcePath } from '@sluice/vod';
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
