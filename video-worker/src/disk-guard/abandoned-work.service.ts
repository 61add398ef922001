import { removeAbandonedWork } from '@sluice/database';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { WORK_ROOT } from '../work-root.js';

const lookMs = 60_000;

/** Removes what killed workers left on this worker's disk: on a machine of its own nobody else would. */
@Injectable()
export class AbandonedWork implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(WORK_ROOT) private readonly workRoot: string,
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    void this.remove();
    this.timer = setInterval(() => void this.remove(), lookMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async remove(): Promise<void> {
    await removeAbandonedWork(this.database, this.workRoot, {
      removed: (name) =>
        this.logger.warn({ file: `work/${name}` }, 'removed: nobody has worked on it for ten minutes'),
      stuck: (name, err) => this.logger.warn({ err, file: `work/${name}` }, 'it can’t be removed'),
    }).catch((error: unknown) => this.logger.warn({ err: error }, 'abandoned work stays for now'));
  }
}
