import { findUnsentById, markSent } from '@sluice/database';
import { sendProcessVideo } from '@sluice/queue';
import { videoQueueName } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** Sends the video of a film that has just been put together. The row is the order; sending only makes it quick. */
@Injectable()
export class FilmSender {
  constructor(
    @InjectQueue(videoQueueName) private readonly queue: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  /** Doesn't wait, and doesn't fail: what Redis doesn't take is sent by the reconciler. */
  sendFor(videoId: string): void {
    this.send(videoId).catch((error: unknown) =>
      this.logger.warn({ err: error, videoId }, 'film not sent; it will be'),
    );
  }

  private async send(videoId: string): Promise<void> {
    const job = await findUnsentById(this.database.manager, videoId);
    if (!job) return;
    await sendProcessVideo(this.queue, job);
    await markSent(this.database, [videoId]);
  }
}
