import {
  failExhausted,
  findUnsent,
  findUnsentChunks,
  housekeepingLock,
  markAllUnsent,
  markCutsUnsent,
  markRecordingsUnsent,
  originalsLock,
  reconcilerLock,
  sweeperLock,
  VideoTransitions,
} from '@sluice/database';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { chunksAtOnce, VideoSender } from '../queue/video-sender.service.js';
import { Housekeeping } from './housekeeping.service.js';
import { OriginalRetention } from './original-retention.service.js';
import { SoleRunner } from './sole-runner.service.js';
import { StorageSweeper } from './storage-sweeper.service.js';

const tickMs = 3000;
const minuteMs = 60_000;
const hourMs = 3600_000;
const videosAtOnce = 500;

/**
 * Makes what Postgres says come true, whatever Redis and the workers forgot: sends work that nobody does, ends what
 * has crashed too often, deletes what nothing points to. One backend at a time, by an advisory lock.
 */
@Injectable()
export class Reconciler {
  constructor(
    private readonly database: DataSource,
    private readonly transitions: VideoTransitions,
    private readonly sender: VideoSender,
    private readonly sweeper: StorageSweeper,
    private readonly housekeeping: Housekeeping,
    private readonly originals: OriginalRetention,
    private readonly sole: SoleRunner,
    private readonly logger: PinoLogger,
  ) {}

  @Interval(tickMs)
  reconcile(): Promise<void> {
    return this.sole.run(reconcilerLock, async () => {
      await this.endExhausted();
      await this.sendUnsent();
    });
  }

  /** Apart from the sending, which must not wait for a slow store. */
  @Interval(tickMs)
  sweep(): Promise<void> {
    return this.sole.run(sweeperLock, () => this.sweeper.sweep());
  }

  @Interval(hourMs)
  tidy(): Promise<void> {
    return this.sole.run(housekeepingLock, () => this.housekeeping.tidy());
  }

  @Interval(minuteMs)
  removeOriginals(): Promise<void> {
    return this.sole.run(originalsLock, () => this.originals.removeSpent());
  }

  private async endExhausted(): Promise<void> {
    for (const videoId of await failExhausted(this.database, this.transitions))
      this.logger.error({ videoId, code: 'processing_crashed' }, 'video failed: its worker died each time');
  }

  private async sendUnsent(): Promise<void> {
    // without Redis there is nobody to send to; the sender says so in the log
    const forgotten = await this.sender.hasForgotten().catch(() => false);
    if (forgotten) {
      await markAllUnsent(this.database);
      await markRecordingsUnsent(this.database);
      await markCutsUnsent(this.database);
    }
    await this.sender.sendAll(await findUnsent(this.database.manager, videosAtOnce));
    await this.sender.sendChunks(await findUnsentChunks(this.database.manager, chunksAtOnce));
  }
}
