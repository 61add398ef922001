import { WorkerPresence } from '@sluice/database';
import { sandboxInForce } from '@sluice/sandbox';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { CAPACITY } from '../capacity/capacity.provider.js';
import type { Capacity } from '../capacity/choose-capacity.js';
import { WORKER_ID } from './worker-id.js';

/** Injection token; finding it out proves at boot that ffmpeg has what encoding needs. */
export const FFMPEG_VERSION = Symbol('ffmpeg version');

const beatMs = 10_000;

/** Tells the database that this worker lives, and with which ffmpeg; health reads it. */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sandbox = sandboxInForce().description;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(WORKER_ID) private readonly id: string,
    @Inject(CAPACITY) private readonly capacity: Capacity,
    @Inject(FFMPEG_VERSION) private readonly ffmpegVersion: string,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.logger.info(
      { workerId: this.id, ffmpeg: this.ffmpegVersion, sandbox: this.sandbox },
      'ffmpeg checked',
    );
    await this.beat();
    this.timer = setInterval(() => void this.beat(), beatMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.database
      .getRepository(WorkerPresence)
      .delete({ id: this.id })
      .catch(() => undefined);
  }

  private async beat(): Promise<void> {
    try {
      await this.database.query(
        `INSERT INTO workers (id, seen_at, ffmpeg_version, sandbox, concurrency) VALUES ($1, now(), $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
        [this.id, this.ffmpegVersion, this.sandbox, this.capacity.slots],
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'the database cannot be reached; trying again');
    }
  }
}
