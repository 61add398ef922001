import { ClipTransitions, Video, VideoTransitions } from '@sluice/database';
import {
  catalogue,
  isWorthAnotherTry,
  isErrorCode,
  SluiceError,
  type ListVideosQuery,
  type UpdateVideo,
  type UserView,
  type VideoPage,
  type VideoView,
} from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { ClipSender } from '../queue/clip-sender.service.js';
import { VideoSender } from '../queue/video-sender.service.js';
import { findPage } from './find-page.js';
import { mayEdit, mayView } from './video-access.js';
import { VideoReader } from './video-reader.service.js';

@Injectable()
export class VideosService {
  constructor(
    private readonly database: DataSource,
    private readonly reader: VideoReader,
    private readonly transitions: VideoTransitions,
    private readonly clips: ClipTransitions,
    private readonly sender: VideoSender,
    private readonly clipSender: ClipSender,
    private readonly logger: PinoLogger,
  ) {}

  async list(user: UserView | null, query: ListVideosQuery): Promise<VideoPage> {
    const { videos, nextCursor } = await findPage(this.database, user, query);
    return { items: await this.reader.present(videos), nextCursor };
  }

  /** Throws `video_not_found`, also for what this person may not know of. */
  async load(id: string, user: UserView | null): Promise<VideoView> {
    const [view] = await this.reader.present([await this.loadVisible(id, user)]);
    return view!;
  }

  async update(id: string, user: UserView, change: UpdateVideo): Promise<VideoView> {
    await this.loadEditable(id, user);
    await this.database.getRepository(Video).update({ id }, { ...change, updatedAt: () => 'now()' });
    return this.load(id, user);
  }

  async delete(id: string, user: UserView): Promise<void> {
    await this.loadEditable(id, user);
    if (!(await this.transitions.delete(id))) throw new SluiceError('video_not_found');
    this.logger.info({ videoId: id, userId: user.id }, 'video deleted');
  }

  async retry(id: string, user: UserView): Promise<VideoView> {
    const video = await this.loadEditable(id, user);
    if (video.sourceRemovedAt) throw new SluiceError('original_removed');
    const code = video.status === 'failed' && video.errorCode;
    if (code && isErrorCode(code) && !isWorthAnotherTry(code))
      throw new SluiceError('retry_cannot_help', catalogue[code].title);
    if (await this.clips.retry(id)) await this.clipSender.sendFor(id);
    else if (await this.transitions.retry(id)) await this.sender.sendFor(id);
    else throw new SluiceError('nothing_to_retry');
    this.logger.info({ videoId: id, userId: user.id }, 'retry asked for');
    return this.load(id, user);
  }

  private async loadVisible(id: string, user: UserView | null): Promise<Video> {
    const video = await this.reader.find(id);
    if (!video || !mayView(user, video)) throw new SluiceError('video_not_found');
    return video;
  }

  /** The row, for whoever may change it. Throws `video_not_found`, `forbidden`. */
  async loadEditable(id: string, user: UserView): Promise<Video> {
    const video = await this.loadVisible(id, user);
    if (!mayEdit(user, video)) throw new SluiceError('forbidden');
    return video;
  }
}
