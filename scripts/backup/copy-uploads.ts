import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { hashFile } from '@sluice/storage';
import { copyFile } from './copy-file.js';
import { fileListName, filesFolder, syncFolder, type FileEntry } from './manifest.js';
import { ignoreGone, walkFiles, type FoundFile } from './walk-files.js';

export interface CopiedUploads {
  /** All of them, copied now or before. */
  paths: Set<string>;
  sizeBytes: number;
  copied: number;
  listSha256: string;
}

interface CopyOptions {
  uploadsDir: string;
  /** Below uploads/: what is worth keeping. */
  folders: readonly string[];
  backup: string;
  /** Below the backup; the list of files is written there. */
  databaseFolder: string;
  /** What the last complete backup had, by path. */
  before: ReadonlyMap<string, FileEntry>;
}

/** Copies what the backup doesn't have yet, and lists all that it has. */
export async function copyUploads(options: CopyOptions): Promise<CopiedUploads> {
  const { uploadsDir, folders, backup, databaseFolder } = options;
  const list = createWriteStream(join(backup, databaseFolder, fileListName), { flags: 'wx', flush: true });
  const written = finished(list);
  // a full disk is met below
  written.catch(() => undefined);
  const hash = createHash('sha256');
  const result: CopiedUploads = { paths: new Set(), sizeBytes: 0, copied: 0, listSha256: '' };
  const touched = new Set<string>();
  for (const folder of folders)
    for await (const found of walkFiles(uploadsDir, folder)) {
      const kept = await findKept(found, options);
      const entry = kept ?? (await copyOne(found, options));
      if (!entry) continue;
      if (!kept) {
        result.copied++;
        touched.add(dirname(join(backup, filesFolder, found.path)));
      }
      result.paths.add(entry.path);
      result.sizeBytes += entry.sizeBytes;
      const line = `${JSON.stringify(entry)}\n`;
      hash.update(line);
      if (!list.write(line)) await Promise.race([once(list, 'drain'), written]);
    }
  list.end();
  await written;
  for (const folder of touched) await syncFolder(folder);
  return { ...result, listSha256: hash.digest('hex') };
}

/** A file that the backup has with the same size and time; of one that no list knows, the hash is taken from the copy. */
async function findKept(found: FoundFile, { backup, before }: CopyOptions): Promise<FileEntry | null> {
  const copy = join(backup, filesFolder, found.path);
  const stats = await lstat(copy).catch(ignoreGone);
  if (!stats || stats.size !== found.sizeBytes || Math.floor(stats.mtimeMs) !== found.mtimeMs) return null;
  const known = before.get(found.path);
  if (known?.sizeBytes === found.sizeBytes && known.mtimeMs === found.mtimeMs) return known;
  const { sha256 } = await hashFile(copy, new AbortController().signal);
  return { ...found, sha256 };
}

/** null for what was deleted in this moment. */
async function copyOne(found: FoundFile, { uploadsDir, backup }: CopyOptions): Promise<FileEntry | null> {
  const copied = await copyFile(join(uploadsDir, found.path), join(backup, filesFolder, found.path)).catch(
    ignoreGone,
  );
  return copied && { path: found.path, mtimeMs: found.mtimeMs, ...copied };
}

/**
 * When the new backup is complete: what the platform has no longer, what a killed backup left half copied, and folders
 * that are empty by that.
 */
export async function removeSuperseded(backup: string, kept: ReadonlySet<string>): Promise<void> {
  await tidy(join(backup, filesFolder), '', kept);
}

async function tidy(root: string, folder: string, kept: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ignoreGone);
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await tidy(root, path, kept);
    else if (!kept.has(path)) await rm(join(root, path), { force: true });
  }
  if (folder !== '') await rmdir(join(root, folder)).catch(ignoreNotEmpty);
}

function ignoreNotEmpty(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
