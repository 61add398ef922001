import { Video } from '@sluice/database';
import type { ListVideosQuery, UserView } from '@sluice/vod';
import { Brackets, type DataSource } from 'typeorm';
import { decodeCursor, encodeCursor } from './cursor.js';

/** One page of the videos that somebody may see in a list, newest first. */
export async function findPage(
  database: DataSource,
  user: UserView | null,
  query: ListVideosQuery,
): Promise<{ videos: Video[]; nextCursor: string | null }> {
  const find = database
    .getRepository(Video)
    .createQueryBuilder('video')
    .innerJoinAndSelect('video.owner', 'owner')
    .orderBy('video.createdAt', 'DESC')
    .addOrderBy('video.id', 'DESC')
    .limit(query.limit + 1);
  if (user?.role !== 'admin')
    find.andWhere(
      new Brackets((visible) => {
        visible.where(`video.visibility = 'public' AND video.playableAt IS NOT NULL`);
        if (user) visible.orWhere('owner.id = :userId', { userId: user.id });
      }),
    );
  if (query.status) find.andWhere('video.status = :status', { status: query.status });
  if (query.q)
    find.andWhere('video.title ILIKE :pattern', { pattern: `%${query.q.replace(/[\\%_]/g, '\\$&')}%` });
  if (query.cursor) {
    const { createdAt, id } = decodeCursor(query.cursor);
    find.andWhere('(video.createdAt, video.id) < (:createdAt, :id)', { createdAt, id });
  }
  const videos = await find.getMany();
  const last = videos[query.limit - 1];
  const more = videos.length > query.limit && last;
  return { videos: videos.slice(0, query.limit), nextCursor: more ? encodeCursor(last) : null };
}
