import { findUnsent, markAllUnsent, reconcilerLock, VideoTransitions } from '@sluice/database';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { VideoSender } from '../queue/video-sender.service.js';
import { StorageSweeper } from './storage-sweeper.service.js';

const tickMs = 3000;
const batch = 500;

/**
 * Makes what Postgres says come true, whatever Redis and the workers forgot: sends work that nobody does, ends what
 * has crashed too often, deletes what nothing points to. One backend at a time, by an advisory lock.
 */
@Injectable()
export class Reconciler {
  private busy = false;

  constructor(
    private readonly database: DataSource,
    private readonly transitions: VideoTransitions,
    private readonly sender: VideoSender,
    private readonly sweeper: StorageSweeper,
    private readonly logger: PinoLogger,
  ) {}

  @Interval(tickMs)
  async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.withLock(async () => {
        await this.endExhausted();
        await this.sendUnsent();
        await this.sweeper.sweep();
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'reconciling failed; trying again');
    } finally {
      this.busy = false;
    }
  }

  private async endExhausted(): Promise<void> {
    for (const videoId of await this.transitions.failExhausted())
      this.logger.error({ videoId, code: 'processing_crashed' }, 'video failed: its worker died each time');
  }

  private async sendUnsent(): Promise<void> {
    // without Redis there is nobody to send to; sender.send says so in the log
    const forgotten = await this.sender.hasForgotten().catch(() => false);
    if (forgotten) await markAllUnsent(this.database);
    for (const data of await findUnsent(this.database.manager, batch))
      if (!(await this.sender.send(data))) return;
  }

  /** The lock ends with the transaction, also when this process dies. */
  private async withLock(work: () => Promise<void>): Promise<void> {
    await this.database.transaction(async (manager) => {
      const [row] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS held', [
        reconcilerLock,
      ])) as { held: boolean }[];
      if (row?.held) await work();
    });
  }
}
