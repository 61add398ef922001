import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { platformVersion } from '@sluice/service';
import { copyUploads, type CopiedUploads } from './copy-uploads.js';
import { dumpDatabase } from './dump-database.js';
import { compareFacts, loadFacts, type Facts } from './facts.js';
import { FileList } from './file-list.js';
import { findLost, loadPublished } from './find-lost.js';
import { keepLost } from './keep-lost.js';
import { LockedConnection } from './locked-connection.js';
import {
  fileListName,
  findManifest,
  readFileList,
  writeManifest,
  type FileEntry,
  type Manifest,
} from './manifest.js';
import { tidyUp } from './tidy-up.js';

export interface BackupOptions {
  to: string;
  databaseUrl: string;
  uploadsDir: string;
  storageDriver: 'local' | 's3';
  /** Reads the copies that the folder has already, and makes those anew that have changed. */
  verify: boolean;
  say: (line: string) => void;
}

export interface Backup {
  manifest: Manifest;
  /** Why what it supersedes is still there, or null. */
  untidied: Error | null;
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
export async function runBackup(options: BackupOptions): Promise<Backup> {
  const { to, uploadsDir, storageDriver, say } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  const connection = await LockedConnection.open(options.databaseUrl);
  try {
    const before = await findManifest(to);
    const createdAt = new Date().toISOString();
    const databaseFolder = `database-${createdAt.replaceAll(/[:.]/g, '-')}`;
    const { schema, tables, facts } = await dumpDatabase(await connection.use(), join(to, databaseFolder));
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    say(`database: ${rows} rows of ${tables.length} tables`);

    const list = new FileList(join(to, databaseFolder, fileListName));
    const common = {
      uploadsDir,
      folders: foldersOf(storageDriver),
      backup: to,
      list,
      before: await loadEntries(to, before),
    };
    const { copied, unreadable } = await copyUploads({ ...common, verify: options.verify, say });
    const isLocal = storageDriver === 'local';
    if (isLocal) refuseNothing(uploadsDir, facts, list);
    say(`files: ${copied} copied, ${list.paths.size - copied} had been copied before`);

    const client = await connection.use();
    const now = await loadFacts(client);
    const lost = await keepLost({
      ...common,
      unreadable,
      findLost: (gone) => findLost(gone, now, (hlsKey) => loadPublished(client, hlsKey)),
    });
    const listSha256 = await list.end();
    const { deletedMeanwhile, missing } = compareFacts(
      facts,
      now,
      isLocal ? isAccountedFor(list, unreadable) : () => true,
    );
    await refuseSuperseded(to, before);
    const manifest: Manifest = {
      format: 1,
      createdAt,
      platformVersion: platformVersion(),
      storageDriver,
      schema,
      databaseFolder,
      tables,
      files: { count: list.paths.size, sizeBytes: list.sizeBytes, listSha256 },
      deletedMeanwhile,
      missing: [...new Set([...missing, ...lost])],
      unreadable: [...unreadable],
    };
    await writeManifest(to, manifest);
    const lacking = new Set([...manifest.missing, ...unreadable]);
    return { manifest, untidied: await tidyUp(to, databaseFolder, { paths: list.paths, lacking }) };
  } finally {
    await connection.close();
  }
}

async function loadEntries(backup: string, manifest: Manifest | null): Promise<Map<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  if (manifest) for await (const entry of readFileList(backup, manifest)) entries.set(entry.path, entry);
  return entries;
}

/** Writing a manifest is what replaces the one before: a backup of nothing would take the last one with it. */
function refuseNothing(uploadsDir: string, { videos }: Facts, { paths }: FileList): void {
  if (paths.size === 0 && videos.some(({ sourcePath }) => sourcePath !== ''))
    throw new Error(`${uploadsDir} holds nothing of what the database names: is it mounted?`);
}

/** Whether a file is in the backup, or could not be read and is named as that. */
const isAccountedFor =
  ({ paths }: FileList, unreadable: CopiedUploads['unreadable']) =>
  (path: string): boolean =>
    paths.has(path) || [...unreadable].some((place) => path === place || path.startsWith(`${place}/`));

/** While the connection was away, and with it the lock, another backup may have come and gone. */
async function refuseSuperseded(to: string, before: Manifest | null): Promise<void> {
  if ((await findManifest(to))?.createdAt !== before?.createdAt)
    throw new Error(`Another backup was made in ${to} meanwhile.`);
}
