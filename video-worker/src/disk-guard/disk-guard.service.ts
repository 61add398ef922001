import { freeBytes } from '@sluice/storage';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings.js';

const lookMs = 1000;

/**
 * Takes no work while the disk of this worker is as good as full: whatever it began would fail, and cost a try. Its
 * queues are paused here alone, so that jobs stay with Redis for workers that have room; it goes on by itself.
 */
@Injectable()
export class DiskGuard implements OnApplicationShutdown {
  private readonly queues: Queue[] = [];
  private readonly timer: NodeJS.Timeout;
  private isShort = false;

  constructor(
    @Inject(WORKER_SETTINGS) private readonly settings: WorkerSettings,
    private readonly logger: PinoLogger,
  ) {
    this.timer = setInterval(() => void this.hasRoom(), lookMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** From now on this queue is paused while there is no room. */
  watch(queue: Queue): void {
    this.queues.push(queue);
    if (this.isShort) this.pause(queue);
  }

  /** Asked before a job is claimed: one that came in this very moment is not taken, and sent again. */
  async hasRoom(): Promise<boolean> {
    const { UPLOADS_DIR, DISK_MIN_FREE_BYTES } = this.settings;
    // a disk that can't be looked at is none that is full
    const free = await freeBytes(UPLOADS_DIR).catch(() => Infinity);
    this.tell(free < DISK_MIN_FREE_BYTES, free);
    return !this.isShort;
  }

  private tell(isShort: boolean, free: number): void {
    if (isShort === this.isShort) return;
    this.isShort = isShort;
    const numbers = { freeBytes: free, minFreeBytes: this.settings.DISK_MIN_FREE_BYTES };
    if (isShort) this.logger.error(numbers, 'the disk is full: no job is taken until there is room');
    else this.logger.info(numbers, 'there is room on the disk again: jobs are taken');
    for (const queue of this.queues)
      if (isShort) this.pause(queue);
      else this.resume(queue);
  }

  /** Without waiting for the jobs that run: they may be what makes room. */
  private pause(queue: Queue): void {
    queue.pause(true, true).then(
      // there may have been room before it was paused
      () => (this.isShort ? undefined : this.resume(queue)),
      () => undefined,
    );
  }

  private resume(queue: Queue): void {
    queue.resume(true).catch(() => undefined);
  }
}
