import { Clip, findQueuePositions, Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import type { VideoView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { GrowingVideos } from './growing-videos.service.js';
import { countChunks } from './load-chunks.js';
import { MediaTickets, ticketTtlSec } from './media-tickets.service.js';
import { presentVideo } from './present-video.js';
import { findPublishedNumbers, numbersSoFar } from './rendition-numbers.js';

/** Signed picture addresses outlive the page they stand on. */
const pictureUrlTtlSec = 12 * 3600;

/** Reads videos together with what is shown beside them. */
@Injectable()
export class VideoReader {
  constructor(
    private readonly database: DataSource,
    private readonly growing: GrowingVideos,
    private readonly tickets: MediaTickets,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  find(id: string): Promise<Video | null> {
    return this.database.getRepository(Video).findOne({ where: { id }, relations: { owner: true } });
  }

  /** For people who may see them: what they get of a private video opens it for some hours. */
  async present(videos: Video[]): Promise<VideoView[]> {
    const planned = videos.filter(isPlanned);
    const waiting = videos.filter(mayWait).map(({ id }) => id);
    const cutFromCameras = videos.filter(({ sourceKind }) => sourceKind === 'clip').map(({ id }) => id);
    const [published, growing, chunks, positions, clips] = await Promise.all([
      findPublishedNumbers(this.database, videos),
      this.growing.load(videos),
      planned.length > 0 ? countChunks(this.database, planned) : null,
      waiting.length > 0 ? findQueuePositions(this.database, waiting) : null,
      cutFromCameras.length > 0
        ? this.database.getRepository(Clip).findBy({ videoId: In(cutFromCameras) })
        : [],
    ]);
    return Promise.all(
      videos.map(async (video) =>
        presentVideo(video, {
          renditions: published.get(video.id) ?? numbersSoFar(growing.get(video.id)?.renditions ?? []),
          chunks: chunks?.get(video.id) ?? null,
          clip: clips.find(({ videoId }) => videoId === video.id) ?? null,
          queuePosition: positions?.get(video.id) ?? null,
          mediaRoot: this.tickets.rootOf(video),
          posterUrl: await this.addressOf(video, video.posterKey),
          thumbnailUrl: await this.addressOf(video, video.thumbnailKey),
        }),
      ),
    );
  }

  private async addressOf(video: Video, key: string | null): Promise<string | null> {
    if (key === null) return null;
    const isPrivate = video.visibility === 'private';
    const direct = await this.storage.urlFor(key, isPrivate ? ticketTtlSec : pictureUrlTtlSec, { isPrivate });
    return direct ?? `${this.tickets.rootOf(video)}/${key}`;
  }
}

const isPlanned = ({ status, stage }: Video): boolean =>
  status === 'processing' && stage !== null && stage !== 'probing';

/** For its planning, or for the first worker that takes one of its chunks. */
const mayWait = ({ status, stage }: Video): boolean =>
  status === 'processing' && (stage === null || stage === 'encoding');
