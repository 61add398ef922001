import { findQueuePositions, Rendition, Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import type { VideoView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { presentVideo } from './present-video.js';

/** Signed picture addresses outlive the page they stand on. */
const pictureUrlTtlSec = 12 * 3600;

/** Reads videos together with what is shown beside them. */
@Injectable()
export class VideoReader {
  constructor(
    private readonly database: DataSource,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  find(id: string): Promise<Video | null> {
    return this.database.getRepository(Video).findOne({ where: { id }, relations: { owner: true } });
  }

  async present(videos: Video[]): Promise<VideoView[]> {
    if (videos.length === 0) return [];
    const ids = videos.map(({ id }) => id);
    const published = videos.filter(({ publishedAttempt }) => publishedAttempt !== null);
    const waits = videos.some(({ status, stage }) => status === 'processing' && stage === null);
    const [renditions, positions] = await Promise.all([
      published.length > 0 ? this.findRenditions(ids) : [],
      waits ? findQueuePositions(this.database, ids) : new Map<string, number>(),
    ]);
    return Promise.all(
      videos.map(async (video) =>
        presentVideo(video, {
          renditions: renditions.filter(
            (r) => r.videoId === video.id && r.attempt === video.publishedAttempt,
          ),
          queuePosition: video.stage === null ? (positions.get(video.id) ?? null) : null,
          posterUrl: await this.addressOf(video.posterKey),
          thumbnailUrl: await this.addressOf(video.thumbnailKey),
        }),
      ),
    );
  }

  private findRenditions(videoIds: string[]): Promise<Rendition[]> {
    return this.database.getRepository(Rendition).find({
      where: { videoId: In(videoIds) },
      select: {
        videoId: true,
        attempt: true,
        name: true,
        kind: true,
        width: true,
        height: true,
        fps: true,
        codecs: true,
        bandwidthBps: true,
        averageBandwidthBps: true,
        language: true,
      },
    });
  }

  private async addressOf(key: string | null): Promise<string | null> {
    if (key === null) return null;
    return (await this.storage.urlFor(key, pictureUrlTtlSec)) ?? `/media/${key}`;
  }
}
