import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';

/** Runs work that only one backend may do at a time, by PostgreSQL's advisory locks. */
@Injectable()
export class SoleRunner {
  private readonly busy = new Set<number>();

  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  /** Skipped while it runs already. The lock ends with the transaction, also when this process dies. */
  async run(lock: number, work: () => Promise<void>): Promise<void> {
    if (this.busy.has(lock)) return;
    this.busy.add(lock);
    try {
      await this.database.transaction(async (manager) => {
        const [row] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS held', [lock])) as {
          held: boolean;
        }[];
        if (row?.held) await work();
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'reconciling failed; trying again');
    } finally {
      this.busy.delete(lock);
    }
  }
}
