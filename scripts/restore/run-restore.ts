import type { Manifest } from '../backup/manifest.js';
import { walkFiles } from '../backup/walk-files.js';
import { copyBack, type DamagedFile } from './copy-back.js';
import { findAbsent } from './find-absent.js';
import { loadTables } from './load-tables.js';
import { prepareDatabase } from './prepare-database.js';
import { settleRows } from './settle-rows.js';
import { verifyBackup } from './verify-backup.js';

export interface RestoreOptions {
  from: string;
  databaseUrl: string;
  uploadsDir: string;
  say: (line: string) => void;
}

export interface Restored {
  manifest: Manifest;
  /** What was left out because it is not what was copied. */
  damaged: DamagedFile[];
  /** What the platform lacked already, and no earlier backup had. */
  absent: ReadonlySet<string>;
}

/**
 * Into an empty database and an empty uploads folder, and into nothing else. Files come first: a database whose files
 * are not there would be taken for a platform. A file that is damaged takes nothing else with it.
 */
export async function runRestore({ from, databaseUrl, uploadsDir, say }: RestoreOptions): Promise<Restored> {
  const manifest = await verifyBackup(from);
  await refuseUnlessEmpty(uploadsDir);
  const database = await prepareDatabase(databaseUrl, manifest);
  try {
    const damaged = await copyBack(from, uploadsDir, manifest);
    say(`files: ${manifest.files.count - damaged.length} of ${manifest.files.count}`);
    await loadTables(databaseUrl, from, manifest);
    await settleRows(database, manifest);
    say(`database: ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows`);
    return { manifest, damaged, absent: await findAbsent(from, manifest) };
  } finally {
    await database.destroy();
  }
}

async function refuseUnlessEmpty(uploadsDir: string): Promise<void> {
  for await (const { path } of walkFiles(uploadsDir, ''))
    throw new Error(`${uploadsDir} is not empty: there is ${path}. Restore into a new folder.`);
}
