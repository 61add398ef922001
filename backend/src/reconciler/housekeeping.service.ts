import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const dayMs = 24 * 3600_000;

/** What crashes leave behind: files that no row knows, and rows that nobody needs. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async tidy(): Promise<void> {
    await this.removeOld('incoming', new Set());
    await this.removeOld('work', await this.findRunningWork());
    await this.setAsideUnknownSources();
    await this.database.query('DELETE FROM sessions WHERE expires_at < now()');
    await this.database.query(`DELETE FROM api_tokens WHERE expires_at < now() - interval '30 days'`);
    await this.database.query(`DELETE FROM workers WHERE seen_at < now() - interval '1 day'`);
  }

  /** Uploads that broke off in a crash, work of workers that were killed: worthless after a day. */
  private async removeOld(folder: string, kept: Set<string>): Promise<void> {
    for (const name of await this.findOld(folder)) {
      if (kept.has(name)) continue;
      await rm(join(this.settings.UPLOADS_DIR, folder, name), { force: true, recursive: true });
      this.logger.warn({ file: `${folder}/${name}` }, 'removed: older than a day and nobody works on it');
    }
  }

  /**
   * A source without a row was never acknowledged, or its row is lost. It may be the only copy of a film, so it is set
   * aside and not deleted; and when the database knows none of them, it is the database that is wrong.
   */
  private async setAsideUnknownSources(): Promise<void> {
    const old = await this.findOld('sources');
    if (old.length === 0) return;
    const rows: { id: string }[] = await this.database.query(
      'SELECT id FROM videos WHERE id::text = ANY($1)',
      [old],
    );
    if (rows.length === 0) {
      this.logger.error(
        { files: old.length },
        'the database knows none of the sources: is it the right one? They stay',
      );
      return;
    }
    const known = new Set(rows.map(({ id }) => id));
    const aside = join(this.settings.UPLOADS_DIR, 'orphans');
    for (const name of old.filter((candidate) => !known.has(candidate))) {
      await mkdir(aside, { recursive: true });
      await rename(join(this.settings.UPLOADS_DIR, 'sources', name), join(aside, name));
      this.logger.warn({ file: `sources/${name}` }, 'no video knows this source: moved to orphans/');
    }
  }

  private async findRunningWork(): Promise<Set<string>> {
    const rows: { name: string }[] = await this.database.query(
      `SELECT id || '-a' || attempt AS name FROM videos WHERE status = 'processing' AND lease_until > now()`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  private async findOld(folder: string): Promise<string[]> {
    const path = join(this.settings.UPLOADS_DIR, folder);
    const old: string[] = [];
    for (const name of await readdir(path)) {
      const changedMs = (await stat(join(path, name)).catch(() => null))?.mtimeMs ?? Date.now();
      if (Date.now() - changedMs > dayMs) old.push(name);
    }
    return old;
  }
}
