import { join } from 'node:path';
import { copyFile } from '../backup/copy-file.js';
import { BackupDamaged, filesFolder, readFileList, type Manifest } from '../backup/manifest.js';
import { walkFiles } from '../backup/walk-files.js';
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

/**
 * Into an empty database and an empty uploads folder, and into nothing else. Files come first: a database whose files
 * are not there would be taken for a platform.
 */
export async function runRestore({ from, databaseUrl, uploadsDir, say }: RestoreOptions): Promise<Manifest> {
  const manifest = await verifyBackup(from);
  await refuseUnlessEmpty(uploadsDir);
  const database = await prepareDatabase(databaseUrl, manifest);
  try {
    await copyFiles(from, uploadsDir, manifest);
    say(`files: ${manifest.files.count}, ${manifest.files.sizeBytes} bytes`);
    await loadTables(databaseUrl, from, manifest);
    await settleRows(database, manifest);
    say(`database: ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows`);
    return manifest;
  } finally {
    await database.destroy();
  }
}

async function refuseUnlessEmpty(uploadsDir: string): Promise<void> {
  for await (const { path } of walkFiles(uploadsDir, ''))
    throw new Error(`${uploadsDir} is not empty: there is ${path}. Restore into a new folder.`);
}

async function copyFiles(backup: string, uploadsDir: string, manifest: Manifest): Promise<void> {
  for await (const entry of readFileList(backup, manifest))
    await copyFile(join(backup, filesFolder, entry.path), join(uploadsDir, entry.path), ({ sha256 }) => {
      if (sha256 !== entry.sha256) throw new BackupDamaged(`${entry.path} is not what was copied`);
    });
}
