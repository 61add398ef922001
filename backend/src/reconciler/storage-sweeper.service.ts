import { StorageSweep } from '@sluice/database';
import { HeldSegments, SourceStore, type ObjectStorage } from '@sluice/storage';
import { parseVideoPrefix } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, Raw } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

/** When no worker can still be writing for a video that was deleted; and the longest pause after a sweep that failed. */
const laterSec = 600;
/** One lost answer of the store does not keep what was deleted for long. */
const firstPauseSec = 3;
const batch = 20;

/** Deletes the storage that rows of `storage_sweeps` name: prefixes of dead attempts and deleted videos. */
@Injectable()
export class StorageSweeper {
  private readonly held;

  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    private readonly sources: SourceStore,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.held = new HeldSegments(settings.UPLOADS_DIR);
  }

  /** One that fails waits; the others go on. */
  async sweep(): Promise<void> {
    const due = await this.database.getRepository(StorageSweep).find({
      where: { dueAt: Raw((column) => `${column} <= now()`) },
      order: { dueAt: 'ASC' },
      take: batch,
    });
    for (const sweep of due)
      try {
        await this.sweepOne(sweep);
      } catch (error) {
        this.logger.warn({ err: error, prefix: sweep.prefix }, 'not swept; will be tried again');
        await this.tryAgain(sweep);
      }
  }

  private async sweepOne(sweep: StorageSweep): Promise<void> {
    const deleted = await this.storage.deletePrefix(sweep.prefix);
    if (sweep.sourcePath) await this.sources.delete(sweep.sourcePath);
    // a clip may hold segments besides
    const videoId = parseVideoPrefix(sweep.prefix);
    if (videoId) await this.held.release(videoId);
    if (deleted > 0) this.logger.info({ prefix: sweep.prefix, objects: deleted }, 'storage swept');
    if (sweep.rounds > 1) await this.putOff(sweep.id, `${laterSec}`, sweep.rounds - 1);
    else await this.database.getRepository(StorageSweep).delete({ id: sweep.id });
  }

  /** After as long again as it has been failing. */
  private async tryAgain({ id, rounds }: StorageSweep): Promise<void> {
    const failingSec = 'extract(epoch FROM now() - created_at)';
    await this.putOff(id, `least(${laterSec}, greatest(${firstPauseSec}, ${failingSec}))`, rounds);
  }

  private async putOff(id: string, seconds: string, rounds: number): Promise<void> {
    const dueAt = (): string => `now() + (${seconds}) * interval '1 second'`;
    await this.database.getRepository(StorageSweep).update({ id }, { rounds, dueAt });
  }
}
