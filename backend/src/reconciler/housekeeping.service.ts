import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SourceStore, type ObjectStorage } from '@sluice/storage';
import {
  clipsFolder,
  isSpanPath,
  processedPrefix,
  ringsFolder,
  sourceCachePath,
  sourcesPrefix,
  videosPrefix,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const dayMs = 24 * 3600_000;
/** An upload into a bucket shows when it began, and a large one over a slow line may go on for days. */
const staleUploadSec = (7 * dayMs) / 1000;

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

  async tidy(): Promise<void> {
    await this.removeOld('incoming', () => false);
    await this.removeOldWork();
    await this.database.query('DELETE FROM sessions WHERE expires_at < now()');
    await this.database.query(`DELETE FROM api_tokens WHERE expires_at < now() - interval '30 days'`);
    await this.database.query(`DELETE FROM account_invites WHERE expires_at < now() - interval '30 days'`);
    await this.database.query(`DELETE FROM audit_events WHERE at < now() - interval '400 days'`);
    await this.database.query(`DELETE FROM workers WHERE seen_at < now() - interval '1 day'`);
    await this.removeOldSpans();
    await this.removeUnknownFootage();
    await this.setAsideUnknownSources();
    await this.removeStaleUploads();
  }

  /** Work of workers that were killed, where this backend sees it. Their copies of sources they look after themselves. */
  private async removeOldWork(): Promise<void> {
    const running = await this.findRunningWork();
    const attemptOf = (name: string): string => /^[0-9a-f-]{36}-a\d+/.exec(name)?.[0] ?? name;
    await this.removeOld(
      'work',
      (name) => running.has(attemptOf(name)) || name === basename(sourceCachePath),
    );
  }

  /** What broke off in a crash is worthless after a day. */
  private async removeOld(folder: string, isKept: (name: string) => boolean): Promise<void> {
    for (const name of await this.findOld(folder)) {
      if (isKept(name)) continue;
      await rm(join(this.settings.UPLOADS_DIR, folder, name), { force: true, recursive: true });
      this.logger.warn({ file: `${folder}/${name}` }, 'removed: older than a day and nobody works on it');
    }
  }

  /**
   * A source without a row was never acknowledged, or its row is lost. It may be the only copy of a film, so it is set
   * aside and not deleted; and when the database knows none of them, it is the database that is wrong.
   */
  private async setAsideUnknownSources(): Promise<void> {
    const old = await this.findOldSources();
    if (old.length === 0) return;
    const rows: { path: string }[] = await this.database.query(
      'SELECT source_path AS path FROM videos WHERE source_path = ANY($1)',
      [old],
    );
    if (rows.length === 0) {
      this.logger.error(
        { files: old.length },
        'the database knows none of the sources: is it the right one? They stay',
      );
      return;
    }
    const known = new Set(rows.map(({ path }) => path));
    for (const path of old.filter((candidate) => !known.has(candidate)))
      if (await this.sources.setAside(path))
        this.logger.warn({ file: path }, 'no video knows this source: moved to orphans/');
      else this.logger.warn({ key: path }, 'no video knows this source in the bucket: it stays, look at it');
  }

  /** Of films whose making ended before they were put together: a day is more than that takes. */
  private async removeOldSpans(): Promise<void> {
    for (const path of (await this.findOldSources()).filter(isSpanPath)) {
      await this.sources.delete(path);
      this.logger.warn({ file: path }, 'removed: a part of a room’s film that was never put together');
    }
  }

  /** Of cameras that were removed while no recorder ran to hear of it, and of clips whose deletion was forgotten. */
  private async removeUnknownFootage(): Promise<void> {
    await this.removeUnknown(ringsFolder, 'SELECT id::text AS id FROM cameras');
    await this.removeUnknown(clipsFolder, 'SELECT video_id::text AS id FROM clips');
  }

  /** When the database knows none of them, it is the database that is wrong. */
  private async removeUnknown(folder: string, ofKnown: string): Promise<void> {
    const rows: { id: string }[] = await this.database.query(ofKnown);
    const known = new Set(rows.map(({ id }) => id));
    const unknown = (await this.findOld(folder)).filter((id) => !known.has(id));
    if (unknown.length > 0 && rows.length === 0)
      this.logger.error(
        { folder, found: unknown.length },
        'the database knows none of these: is it the right one? They stay',
      );
    else await this.removeOld(folder, (id) => !unknown.includes(id));
  }

  private async findOldSources(): Promise<string[]> {
    const old: string[] = [];
    for await (const { key, modifiedAt } of this.sources.list())
      if (Date.now() - modifiedAt.getTime() > dayMs) old.push(key);
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

  /** Each attempt's folders begin with its name: <video id>-a<attempt>. */
  private async findRunningWork(): Promise<Set<string>> {
    const rows: { name: string }[] = await this.database.query(
      `SELECT id || '-a' || attempt AS name FROM videos WHERE status = 'processing'`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  private async findOld(folder: string): Promise<string[]> {
    const path = join(this.settings.UPLOADS_DIR, folder);
    const old: string[] = [];
    for (const name of await namesIn(path)) {
      const changedMs = (await stat(join(path, name)).catch(() => null))?.mtimeMs ?? Date.now();
      if (Date.now() - changedMs > dayMs) old.push(name);
    }
    return old;
  }
}

/** No recorder has run yet: there is no folder of theirs. */
const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
