import { findUnsentById, findUnsentChunks, markChunksSent, markSent } from '@sluice/database';
import { sendProcessVideo, sendTranscodeChunk, type ChunkQueues } from '@sluice/queue';
import {
  tracksQueueName,
  transcodeQueueName,
  videoQueueName,
  wholesQueueName,
  type ProcessVideoData,
  type TranscodeChunkData,
} from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** How many chunks are looked for at once: more than workers do until the reconciler looks for the next. */
export const chunksAtOnce = 500;

/** Sends `process_video` and `transcode_chunk` jobs. The row is the order; sending only makes it quick. */
@Injectable()
export class VideoSender implements OnApplicationBootstrap {
  private redisIsAway = false;
  private readonly chunkQueues: ChunkQueues;

  constructor(
    @InjectQueue(videoQueueName) private readonly videos: Queue,
    @InjectQueue(transcodeQueueName) transcode: Queue,
    @InjectQueue(tracksQueueName) tracks: Queue,
    @InjectQueue(wholesQueueName) wholes: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {
    this.chunkQueues = { transcode, tracks, wholes };
  }

  onApplicationBootstrap(): void {
    // each queue has a connection of its own to the same Redis: one of them tells for all
    for (const queue of Object.values(this.chunkQueues)) queue.on('error', () => undefined);
    this.videos.on('error', (error) => {
      if (!this.redisIsAway)
        this.logger.warn({ err: error }, 'redis cannot be reached; jobs are sent when it is back');
      this.redisIsAway = true;
    });
    this.videos.client.on('ready', () => {
      if (this.redisIsAway) this.logger.info('redis is back');
      this.redisIsAway = false;
    });
  }

  /**
   * Sends what a video waits for: its own job, or the chunks that are left of it, the first few hundred at once. Redis
   * being away is no error: the reconciler sends it later.
   */
  async sendFor(videoId: string): Promise<void> {
    const job = await findUnsentById(this.database.manager, videoId);
    if (job) await this.sendAll([job]);
    else await this.sendChunks(await findUnsentChunks(this.database.manager, chunksAtOnce, videoId));
  }

  /** Sends one after the other until Redis doesn't take one; answers how many were taken. */
  async sendAll(jobs: readonly ProcessVideoData[]): Promise<number> {
    const taken: string[] = [];
    for (const job of jobs) {
      const { videoId, attempt } = job;
      if (!(await this.isTaken(() => sendProcessVideo(this.videos, job), { videoId, attempt }))) break;
      this.logger.info({ videoId, attempt }, 'job sent');
      taken.push(videoId);
    }
    if (taken.length > 0) await markSent(this.database, taken);
    return taken.length;
  }

  /** The same for chunks. A film has thousands, sent again while they wait: the log counts them. */
  async sendChunks(chunks: readonly TranscodeChunkData[]): Promise<number> {
    const taken: TranscodeChunkData[] = [];
    for (const chunk of chunks) {
      if (!(await this.isTaken(() => sendTranscodeChunk(this.chunkQueues, chunk), chunk))) break;
      this.logger.debug(chunk, 'chunk sent');
      taken.push(chunk);
    }
    if (taken.length === 0) return 0;
    await markChunksSent(this.database, taken);
    const videos = new Set(taken.map(({ videoId }) => videoId)).size;
    this.logger.info({ chunks: taken.length, videos }, 'chunks sent');
    return taken.length;
  }

  private async isTaken(send: () => Promise<void>, job: object): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      this.logger.warn({ ...job, reason: (error as Error).message }, 'job not sent; it will be');
      return false;
    }
  }

  /**
   * Whether Redis has lost what it held (emptied, or started anew without its file) since this was last asked: a key
   * that is always there is gone. Throws when Redis is away.
   */
  async hasForgotten(): Promise<boolean> {
    return (await this.videos.client.set('sluice:remembers', '1', 'NX')) === 'OK';
  }

  /** Throws when Redis doesn't answer within a second. */
  async ping(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer within a second')), 1000);
    });
    await Promise.race([this.videos.client.ping(), late]).finally(() => clearTimeout(timer));
  }
}
