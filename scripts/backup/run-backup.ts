import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { platformVersion } from '@sluice/service';
import { Client } from 'pg';
import { copyUploads, removeSuperseded } from './copy-uploads.js';
import { dumpDatabase, lockBackups, type DumpedFacts } from './dump-database.js';
import { findManifest, readFileList, writeManifest, type FileEntry, type Manifest } from './manifest.js';

export interface BackupOptions {
  to: string;
  databaseUrl: string;
  uploadsDir: string;
  storageDriver: 'local' | 's3';
  say: (line: string) => void;
}

/**
 * What can't be made anew. Not what is on its way (incoming), what is being made (work), the cameras' rings. In S3 mode
 * the bucket has all but the segments that clips hold.
 */
const foldersOf = (driver: 'local' | 's3'): string[] =>
  driver === 'local' ? ['sources', 'processed', 'media', 'clips'] : ['clips'];

/**
 * The database first, as it is at one moment, and then the files: whatever its rows name is there already, and what is
 * deleted meanwhile is named. The manifest comes last; until then the folder holds the backup before, or none.
 */
export async function runBackup(options: BackupOptions): Promise<Manifest> {
  const { to, uploadsDir, storageDriver, say } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await lockBackups(client);
    const before = await loadBefore(to);
    const createdAt = new Date().toISOString();
    const databaseFolder = `database-${createdAt.replaceAll(/[:.]/g, '-')}`;
    const { schema, tables, facts } = await dumpDatabase(client, join(to, databaseFolder));
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    say(`database: ${rows} rows of ${tables.length} tables`);

    const folders = foldersOf(storageDriver);
    const uploads = await copyUploads({ uploadsDir, folders, backup: to, databaseFolder, before });
    say(`files: ${uploads.copied} copied, ${uploads.paths.size - uploads.copied} had been copied before`);

    const manifest: Manifest = {
      format: 1,
      createdAt,
      platformVersion: platformVersion(),
      storageDriver,
      schema,
      databaseFolder,
      tables,
      files: { count: uploads.paths.size, sizeBytes: uploads.sizeBytes, listSha256: uploads.listSha256 },
      ...(await compareWithNow(client, facts, storageDriver === 'local' ? uploads.paths : null)),
    };
    await writeManifest(to, manifest);
    await removeSuperseded(to, uploads.paths);
    await removeOlderDumps(to, databaseFolder);
    return manifest;
  } finally {
    await client.end();
  }
}

async function loadBefore(backup: string): Promise<Map<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  const manifest = await findManifest(backup);
  if (manifest) for await (const entry of readFileList(backup, manifest)) entries.set(entry.path, entry);
  return entries;
}

/** What was deleted since the dump; and what is still there, but whose files were not. */
async function compareWithNow(
  client: Client,
  facts: DumpedFacts,
  paths: ReadonlySet<string> | null,
): Promise<Pick<Manifest, 'deletedMeanwhile' | 'missing'>> {
  const { rows: videos } = await client.query<{ id: string; isRemoved: boolean }>(
    `SELECT id, source_removed_at IS NOT NULL AS "isRemoved" FROM videos`,
  );
  const { rows: snapshots } = await client.query<{ id: string }>('SELECT id FROM snapshots');
  const now = new Map(videos.map(({ id, isRemoved }) => [id, isRemoved]));
  const taken = new Set(snapshots.map(({ id }) => id));
  const isThere = (path: string): boolean => paths === null || paths.has(path);
  const sourceless = facts.videos.filter(
    ({ id, sourcePath }) => now.has(id) && sourcePath !== '' && !isThere(sourcePath),
  );
  const unplayable = facts.videos.filter(
    ({ id, hlsKey }) => now.has(id) && hlsKey !== null && !isThere(`media/${hlsKey}`),
  );
  return {
    deletedMeanwhile: {
      videos: facts.videos.filter(({ id }) => !now.has(id)).map(({ id }) => id),
      snapshots: facts.snapshots.filter((id) => !taken.has(id)),
      originals: sourceless.filter(({ id }) => now.get(id)).map(({ id }) => id),
    },
    missing: [
      ...sourceless.filter(({ id }) => !now.get(id)).map(({ sourcePath }) => sourcePath),
      ...unplayable.map(({ hlsKey }) => `media/${hlsKey}`),
    ],
  };
}

/** Also of backups that were interrupted. */
async function removeOlderDumps(backup: string, newest: string): Promise<void> {
  for (const name of await readdir(backup))
    if (name.startsWith('database-') && name !== newest)
      await rm(join(backup, name), { recursive: true, force: true });
}
