import { findUnsentCuts, markCutsSent } from '@sluice/database';
import { sendCutClip } from '@sluice/queue';
import { clipQueueName } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** Sends `cut_clip` jobs. The row is the order; sending only makes it quick. */
@Injectable()
export class ClipSender {
  constructor(
    @InjectQueue(clipQueueName) private readonly queue: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  async sendFor(clipId: string): Promise<void> {
    await this.send(await findUnsentCuts(this.database, clipId));
  }

  async sendWaiting(): Promise<void> {
    await this.send(await findUnsentCuts(this.database));
  }

  private async send(cuts: Awaited<ReturnType<typeof findUnsentCuts>>): Promise<void> {
    for (const cut of cuts)
      try {
        await sendCutClip(this.queue, cut);
        await markCutsSent(this.database, [cut]);
      } catch (error) {
        this.logger.warn({ ...cut, reason: (error as Error).message }, 'job not sent; it will be');
        return;
      }
  }
}
