import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { filesFolder } from './manifest.js';

export interface Kept {
  /** All that the new backup lists. */
  paths: ReadonlySet<string>;
  /** Files and folders that could not be read, or that are missing: whatever there is of them may be the last copy. */
  lacking: ReadonlySet<string>;
}

/**
 * When the new backup is complete: what the platform has no longer, what a killed backup left half copied, and folders
 * that are empty by that.
 */
export async function removeSuperseded(backup: string, kept: Kept): Promise<void> {
  await tidy(join(backup, filesFolder), '', kept);
}

async function tidy(root: string, folder: string, kept: Kept): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ignoreGone);
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (kept.lacking.has(path)) continue;
    if (entry.isDirectory()) await tidy(root, path, kept);
    else if (!kept.paths.has(path)) await rm(join(root, path), { force: true });
  }
  if (folder !== '') await rmdir(join(root, folder)).catch(ignoreNotEmpty);
}

function ignoreGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function ignoreNotEmpty(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
