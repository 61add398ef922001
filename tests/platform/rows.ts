import { randomUUID } from 'node:crypto';
import { Video } from '@sluice/database';
import { sourcePath } from '@sluice/vod';
import type { DeepPartial, QueryDeepPartialEntity } from 'typeorm';
import type { TestPlatform } from './test-platform.js';

/** Videos straight into the database, ready to be listed though there is nothing to play. Answers their ids. */
export async function insertVideos(
  { database }: TestPlatform,
  ownerId: string,
  videos: readonly DeepPartial<Video>[],
): Promise<string[]> {
  const rows = videos.map((video) => {
    const id = randomUUID();
    const now = new Date();
    return {
      ...{
        id,
        owner: { id: ownerId },
        title: 'A film',
        description: '',
        visibility: 'public',
        status: 'ready',
      },
      ...{ attempt: 1, publishedAttempt: 1, playableAt: now, readyAt: now, createdAt: now },
      ...{ sourceKind: 'upload', sourcePath: sourcePath(id), sourceFileName: 'film.mp4', sourceSizeBytes: 1 },
      ...video,
    } as QueryDeepPartialEntity<Video> & { id: string };
  });
  await database.getRepository(Video).insert(rows);
  return rows.map(({ id }) => id);
}
