import { randomUUID } from 'node:crypto';
import { Video } from '@sluice/database';
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
