import { findUnsentRecordings, markRecordingsSent } from '@sluice/database';
import { sendProcessRecording } from '@sluice/queue';
import { recordingQueueName, type ProcessRecordingData } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** Sends `process_recording` jobs. The row is the order; sending only makes it quick. */
@Injectable()
export class RecordingSender implements OnApplicationBootstrap {
  constructor(
    @InjectQueue(recordingQueueName) private readonly queue: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    // VideoSender tells of a Redis that is away, for all queues
    this.queue.on('error', () => undefined);
  }

  /** Redis being away is no error: the sweep sends it later. Of one recording only, when it is named. */
  async sendWaiting(recordingId: string | null = null): Promise<void> {
    const sent: ProcessRecordingData[] = [];
    for (const job of await findUnsentRecordings(this.database, recordingId)) {
      try {
        await sendProcessRecording(this.queue, job);
      } catch (error) {
        this.logger.warn({ ...job, reason: (error as Error).message }, 'job not sent; it will be');
        break;
      }
      this.logger.info({ ...job }, 'recording job sent');
      sent.push(job);
    }
    await markRecordingsSent(this.database, sent);
  }
}
