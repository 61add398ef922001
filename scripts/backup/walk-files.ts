import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UnreadableFile } from './unreadable-file.js';

export interface FoundFile {
  /** Below the folder that was walked. */
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/**
 * All files below a folder, and the files and folders that could not be looked at. Hidden ones are temporary, or on
 * their way out; what vanishes meanwhile is left out.
 */
export async function* walkFiles(root: string, folder: string): AsyncGenerator<FoundFile | UnreadableFile> {
  const entries = await lookAt(folder, readdir(join(root, folder), { withFileTypes: true }));
  if (entries instanceof UnreadableFile) return yield entries;
  for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* walkFiles(root, path);
    const stats = entry.isFile() ? await lookAt(path, lstat(join(root, path))) : null;
    if (stats instanceof UnreadableFile) yield stats;
    else if (stats) yield { path, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs) };
  }
}

async function lookAt<T>(path: string, look: Promise<T>): Promise<T | UnreadableFile | null> {
  try {
    return await look;
  } catch (error) {
    const unreadable = new UnreadableFile(path, error as NodeJS.ErrnoException);
    return unreadable.isGone ? null : unreadable;
  }
}
