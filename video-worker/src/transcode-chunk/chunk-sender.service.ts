import { findUnsentChunks, markChunksSent } from '@sluice/database';
import { sendTranscodeChunk, type ChunkQueues } from '@sluice/queue';
import { tracksQueueName, transcodeQueueName, wholesQueueName, type TranscodeChunkData } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** A day of film has three thousand chunks. */
const chunksMax = 5000;

/** Sends the chunks of a video that has just been planned. The rows are the order; sending only makes it quick. */
@Injectable()
export class ChunkSender {
  private readonly queues: ChunkQueues;

  constructor(
    @InjectQueue(transcodeQueueName) transcode: Queue,
    @InjectQueue(tracksQueueName) tracks: Queue,
    @InjectQueue(wholesQueueName) wholes: Queue,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {
    this.queues = { transcode, tracks, wholes };
  }

  /** Doesn't wait, and doesn't fail: what Redis doesn't take is sent by the reconciler. */
  sendFor(videoId: string): void {
    this.send(videoId).catch((error: unknown) =>
      this.logger.warn({ err: error, videoId }, 'chunks not sent; they will be'),
    );
  }

  private async send(videoId: string): Promise<void> {
    const chunks = await findUnsentChunks(this.database.manager, chunksMax, videoId);
    const sent: TranscodeChunkData[] = [];
    try {
      for (const chunk of chunks) {
        await sendTranscodeChunk(this.queues, chunk);
        sent.push(chunk);
      }
    } finally {
      await markChunksSent(this.database, sent);
    }
  }
}
