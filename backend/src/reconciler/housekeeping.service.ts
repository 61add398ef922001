import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeAbandonedWork } from '@sluice/database';
import { checksPrefix, SourceStore, type ObjectStorage } from '@sluice/storage';
import { isSpanPath, processedPrefix, sourcesPrefix, videosPrefix } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { findOldNames, isOld } from './old-names.js';
import { heldByClips, rings, tellOfStrangeDatabase, tidyFootage } from './tidy-footage.js';

/** An upload into a bucket shows when it began, and a large one over a slow line may go on for days. */
const staleUploadSec = 7 * 24 * 3600;

/** What crashes leave behind: files that no row knows, and rows that nobody needs. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    private readonly sources: SourceStore,
  ) {}

  /** One step that fails holds up no other. */
  async tidy(): Promise<void> {
    const footage = {
      database: this.database,
      logger: this.logger,
      uploadsDir: this.settings.UPLOADS_DIR,
    };
    const steps = [
      () => this.removeOldUploads(),
      () => this.removeOldWork(),
      () => this.forgetOldRows(),
      () => this.tidySources(),
      () => tidyFootage(footage, rings),
      () => tidyFootage(footage, heldByClips),
      () => this.removeStaleUploads(),
      () => this.removeOldChecks(),
    ];
    for (const step of steps)
      await step().catch((error: unknown) =>
        this.logger.warn({ err: error }, 'something stays that should be tidied up; trying again in an hour'),
      );
  }

  private async forgetOldRows(): Promise<void> {
    await this.database.query('DELETE FROM sessions WHERE expires_at < now()');
    await this.database.query(`DELETE FROM api_tokens WHERE expires_at < now() - interval '30 days'`);
    await this.database.query(`DELETE FROM account_invites WHERE expires_at < now() - interval '30 days'`);
    await this.database.query(`DELETE FROM audit_events WHERE at < now() - interval '400 days'`);
    await this.database.query(`DELETE FROM workers WHERE seen_at < now() - interval '1 day'`);
  }

  /** Of recorders and workers that were killed, where this backend sees it. */
  private async removeOldWork(): Promise<void> {
    await removeAbandonedWork(this.database, join(this.settings.UPLOADS_DIR, 'work'), {
      removed: (name) =>
        this.logger.warn({ file: `work/${name}` }, 'removed: nobody has worked on it for ten minutes'),
      stuck: (name, err) => this.logger.warn({ err, file: `work/${name}` }, 'it can’t be removed'),
    });
  }

  /** An upload that broke off is worthless after a day. */
  private async removeOldUploads(): Promise<void> {
    const folder = join(this.settings.UPLOADS_DIR, 'incoming');
    for (const name of await findOldNames(folder)) {
      await rm(join(folder, name), { force: true, recursive: true });
      this.logger.warn({ file: `incoming/${name}` }, 'removed: older than a day and nobody works on it');
    }
  }

  private async tidySources(): Promise<void> {
    const old = await this.findOldSources();
    await this.removeSpans(old.filter(isSpanPath));
    await this.setAsideUnknownSources(old.filter((path) => !isSpanPath(path)));
  }

  /** Of films whose making ended before they were put together: a day is more than that takes. */
  private async removeSpans(paths: string[]): Promise<void> {
    for (const path of paths) {
      await this.sources.delete(path);
      this.logger.warn({ file: path }, 'removed: a part of a room’s film that was never put together');
    }
  }

  /**
   * A source without a row was never acknowledged, or its row is lost. It may be the only copy of a film, so it is set
   * aside and not deleted; and when the database knows none of them, it is the database that is wrong.
   */
  private async setAsideUnknownSources(old: string[]): Promise<void> {
    if (old.length === 0) return;
    const rows: { path: string }[] = await this.database.query(
      'SELECT source_path AS path FROM videos WHERE source_path = ANY($1)',
      [old],
    );
    if (rows.length === 0) return tellOfStrangeDatabase(this.logger, 'sources', old.length);
    const known = new Set(rows.map(({ path }) => path));
    for (const path of old.filter((candidate) => !known.has(candidate)))
      if (await this.sources.setAside(path))
        this.logger.warn({ file: path }, 'no video knows this source: moved to orphans/');
      else this.logger.warn({ key: path }, 'no video knows this source in the bucket: it stays, look at it');
  }

  /** What the store's health was tried with, in an outage in which nothing could be deleted. */
  private async removeOldChecks(): Promise<void> {
    for await (const { key, modifiedAt } of this.storage.list(checksPrefix))
      if (isOld(modifiedAt)) await this.storage.delete(key);
  }

  private async findOldSources(): Promise<string[]> {
    const old: string[] = [];
    for await (const { key, modifiedAt } of this.sources.list()) if (isOld(modifiedAt)) old.push(key);
    return old;
  }

  /** Uploads into the bucket that nobody will finish, with the parts of them that are there. */
  async removeStaleUploads(olderThanSec = staleUploadSec): Promise<void> {
    for (const prefix of [videosPrefix, sourcesPrefix, processedPrefix]) {
      const uploads = await this.storage.removeStaleUploads(prefix, olderThanSec);
      if (uploads > 0)
        this.logger.warn({ prefix, uploads }, 'removed: uploads that a crash left in the store');
    }
  }
}
