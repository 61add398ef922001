import { setTimeout as sleep } from 'node:timers/promises';
import { checksPrefix, type ObjectStorage } from '@sluice/storage';
import { isOutage, outagePauseSec, SluiceError } from '@sluice/vod';

/** Five minutes: a restart of the store doesn't end a run of hours. */
const patience = { triesMax: 20, pauseMs: outagePauseSec * 1000 };

/** Nobody stores it. A store that answers that there is no such object is not away. */
const unknownKey = `${checksPrefix}none.txt`;

/** Tells a file that cannot be read, which is a finding like others, from storage that is away, which ends the run. */
export class Reading {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly waiting = patience,
  ) {}

  /** What `look` answers, or what `otherwise` makes of its not being able to read. */
  async orElse<T>(look: () => Promise<T>, otherwise: (why: string) => T): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (!isReadFailure(error)) throw error;
      await this.waitForStorage();
      return otherwise(describe(error));
    }
  }

  private async waitForStorage(): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        await this.storage.stat(unknownKey);
        return;
      } catch (error) {
        if (!isReadFailure(error)) throw error;
        if (tries === this.waiting.triesMax)
          throw new Error(`The storage is away: ${describe(error)}`, { cause: error });
        await sleep(this.waiting.pauseMs);
      }
  }
}

/** Of a store, or of a file that was read without one. PostgreSQL's connection has no path. */
const isReadFailure = (error: unknown): error is Error =>
  isOutage(error) || (error instanceof Error && 'syscall' in error && 'path' in error);

function describe(error: Error): string {
  const said = error instanceof SluiceError ? error.detail : error.message;
  const path = (error.cause as NodeJS.ErrnoException | undefined)?.path;
  return path === undefined ? said : `${said}: ${path}`;
}
