import { findUnsentById, markSent } from '@sluice/database';
import { sendProcessVideo } from '@sluice/queue';
import { videoQueueName, type ProcessVideoData } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** Sends `process_video` jobs. The row is the order; sending only makes it quick. */
@Injectable()
export class VideoSender implements OnApplicationBootstrap {
  private redisIsAway = false;

  constructor(
    @InjectQueue(videoQueueName) private readonly queue: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => {
      if (!this.redisIsAway)
        this.logger.warn({ err: error }, 'redis cannot be reached; jobs are sent when it is back');
      this.redisIsAway = true;
    });
    this.queue.client.on('ready', () => {
      if (this.redisIsAway) this.logger.info('redis is back');
      this.redisIsAway = false;
    });
  }

  /** Sends the job that a video waits for. Redis being away is no error: the reconciler sends it later. */
  async sendFor(videoId: string): Promise<boolean> {
    const data = await findUnsentById(this.database.manager, videoId);
    return data !== null && (await this.sendAll([data])) === 1;
  }

  /** Sends one after the other until Redis doesn't take one; answers how many were taken. */
  async sendAll(jobs: readonly ProcessVideoData[]): Promise<number> {
    let sent = 0;
    for (const data of jobs) {
      if (!(await this.offer(data))) break;
      sent++;
    }
    const taken = jobs.slice(0, sent).map(({ videoId }) => videoId);
    if (sent > 0) await markSent(this.database, taken);
    return sent;
  }

  private async offer(data: ProcessVideoData): Promise<boolean> {
    const { videoId, attempt } = data;
    try {
      await sendProcessVideo(this.queue, data);
    } catch (error) {
      this.logger.warn({ videoId, attempt, reason: (error as Error).message }, 'job not sent; it will be');
      return false;
    }
    this.logger.info({ videoId, attempt }, 'job sent');
    return true;
  }

  /**
   * Whether Redis has lost what it held (emptied, or started anew without its file) since this was last asked: a key
   * that is always there is gone. Throws when Redis is away.
   */
  async hasForgotten(): Promise<boolean> {
    return (await this.queue.client.set('sluice:remembers', '1', 'NX')) === 'OK';
  }

  /** Throws when Redis doesn't answer within a second. */
  async ping(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer within a second')), 1000);
    });
    await Promise.race([this.queue.client.ping(), late]).finally(() => clearTimeout(timer));
  }
}
