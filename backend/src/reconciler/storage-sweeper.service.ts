import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageSweep, Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, In, LessThanOrEqual } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const dayMs = 24 * 3600_000;
const orphanScanMs = 3600_000;
/** When no worker can still be writing for a video that was deleted. */
const secondRoundSec = 600;

/** Deletes what nothing points to: prefixes of dead attempts and deleted videos, and files that no row knows. */
@Injectable()
export class StorageSweeper {
  private orphansScannedAt = 0;

  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async sweep(): Promise<void> {
    const sweeps = this.database.getRepository(StorageSweep);
    for (const due of await sweeps.find({
      where: { dueAt: LessThanOrEqual(new Date()) },
      order: { dueAt: 'ASC' },
      take: 20,
    })) {
      const deleted = await this.storage.deletePrefix(due.prefix);
      if (due.sourcePath) await rm(join(this.settings.UPLOADS_DIR, due.sourcePath), { force: true });
      if (deleted > 0) this.logger.info({ prefix: due.prefix, objects: deleted }, 'storage swept');
      if (due.rounds <= 1) await sweeps.delete({ id: due.id });
      else
        await sweeps.update(
          { id: due.id },
          { rounds: due.rounds - 1, dueAt: () => `now() + interval '${secondRoundSec} seconds'` },
        );
    }
    if (Date.now() - this.orphansScannedAt < orphanScanMs) return;
    this.orphansScannedAt = Date.now();
    await this.removeOrphans();
  }

  /** A crash between writing a file and its row leaves one; nobody was told that it had arrived. */
  private async removeOrphans(): Promise<void> {
    await this.removeOld('incoming', () => Promise.resolve(new Set()));
    await this.removeOld('sources', async (names) => {
      const uuids = names.filter((name) => /^[0-9a-f-]{36}$/.test(name));
      const known = await this.database
        .getRepository(Video)
        .find({ where: { id: In(uuids) }, select: { id: true } });
      return new Set(known.map(({ id }) => id));
    });
  }

  private async removeOld(
    folder: string,
    findKept: (names: string[]) => Promise<Set<string>>,
  ): Promise<void> {
    const path = join(this.settings.UPLOADS_DIR, folder);
    const old: string[] = [];
    for (const name of await readdir(path))
      if (Date.now() - (await stat(join(path, name)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs > dayMs)
        old.push(name);
    const kept = await findKept(old);
    for (const name of old.filter((candidate) => !kept.has(candidate))) {
      await rm(join(path, name), { force: true, recursive: true });
      this.logger.warn({ file: `${folder}/${name}` }, 'orphan older than a day removed');
    }
  }
}
