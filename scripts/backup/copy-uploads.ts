import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashFile } from '@sluice/storage';
import { FailuresInARow } from './failures-in-a-row.js';
import { copyFile } from './copy-file.js';
import type { FileList } from './file-list.js';
import { filesFolder, syncFolder, type FileEntry } from './manifest.js';
import { UnreadableFile } from './unreadable-file.js';
import { walkFiles, type FoundFile } from './walk-files.js';

export interface CopiedUploads {
  copied: number;
  /** Files and folders that could not be read. What the last backup has of them stays in this one. */
  unreadable: ReadonlySet<string>;
}

interface CopyOptions {
  uploadsDir: string;
  /** Below uploads/: what is worth keeping. */
  folders: readonly string[];
  backup: string;
  /** Comes to hold all of them, copied now or before. */
  list: FileList;
  /** What the last complete backup had, by path. */
  before: ReadonlyMap<string, FileEntry>;
  /** Reads the copies that there are already, instead of knowing them by size and time. */
  verify: boolean;
  say: (line: string) => void;
}

/** Copies what the backup doesn't have yet, and lists all that it has of what is there. */
export async function copyUploads(options: CopyOptions): Promise<CopiedUploads> {
  const { uploadsDir, folders, backup, list } = options;
  const touched = new Set<string>();
  const unreadable = new Set<string>();
  const failures = new FailuresInARow();
  let copied = 0;
  for (const folder of folders)
    for await (const found of walkFiles(uploadsDir, folder)) {
      const taken = found instanceof UnreadableFile ? found : await keepOrCopy(found, options);
      if (taken instanceof UnreadableFile) {
        if (found.path === folder) throw taken;
        failures.add(taken.message);
        unreadable.add(found.path);
        for await (const earlier of findEarlier(found.path, options)) await list.add(earlier);
        continue;
      }
      failures.end();
      if (!taken) continue;
      await list.add(taken.entry);
      if (taken.isKept) continue;
      copied++;
      touched.add(dirname(join(backup, filesFolder, found.path)));
    }
  for (const folder of touched) await syncFolder(folder);
  return { copied, unreadable };
}

/** null for what was deleted in this moment. */
async function keepOrCopy(
  found: FoundFile,
  options: CopyOptions,
): Promise<{ entry: FileEntry; isKept: boolean } | UnreadableFile | null> {
  const kept = await findKept(found, options);
  if (kept) return { entry: kept, isKept: true };
  try {
    return { entry: await copyOne(found, options), isKept: false };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return error.isGone ? null : error;
  }
}

/** A file that the backup has with the same size and time; of one that no list knows, the hash is taken from the copy. */
async function findKept(
  found: FoundFile,
  { backup, before, verify, say }: CopyOptions,
): Promise<FileEntry | null> {
  if (!(await hasCopy(backup, found))) return null;
  const copy = join(backup, filesFolder, found.path);
  const earlier = before.get(found.path);
  const known = earlier?.sizeBytes === found.sizeBytes && earlier.mtimeMs === found.mtimeMs ? earlier : null;
  if (known && !verify) return known;
  const read = await hashFile(copy, new AbortController().signal).catch(() => null);
  if (read && (!known || read.sha256 === known.sha256)) return { ...found, sha256: read.sha256 };
  say(`${found.path}  its copy is ${read ? 'not what was copied' : 'unreadable'}: it is copied again`);
  return null;
}

async function copyOne(found: FoundFile, { uploadsDir, backup }: CopyOptions): Promise<FileEntry> {
  const copied = await copyFile(join(uploadsDir, found.path), join(backup, filesFolder, found.path));
  return { path: found.path, mtimeMs: found.mtimeMs, ...copied };
}

/** What the last backup has of a file, or below a folder. */
async function* findEarlier(path: string, { backup, before }: CopyOptions): AsyncGenerator<FileEntry> {
  for (const entry of before.values())
    if (entry.path === path || entry.path.startsWith(`${path}/`))
      if (await hasCopy(backup, entry)) yield entry;
}

/** Known by size and time. */
export async function hasCopy(backup: string, { path, sizeBytes, mtimeMs }: FoundFile): Promise<boolean> {
  const stats = await lstat(join(backup, filesFolder, path)).catch(() => null);
  return stats?.size === sizeBytes && Math.floor(stats.mtimeMs) === mtimeMs;
}
