import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopiedUploads } from './copy-uploads.js';
import { filesFolder } from './manifest.js';

/**
 * When the new backup is complete: what the platform has no longer, what a killed backup left half copied, and folders
 * that are empty by that. Of what could not be read these may be the last copies.
 */
export async function removeSuperseded(
  backup: string,
  uploads: Pick<CopiedUploads, 'paths' | 'unreadable'>,
): Promise<void> {
  await tidy(join(backup, filesFolder), '', uploads);
}

async function tidy(
  root: string,
  folder: string,
  uploads: Pick<CopiedUploads, 'paths' | 'unreadable'>,
): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ignoreGone);
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (uploads.unreadable.has(path)) continue;
    if (entry.isDirectory()) await tidy(root, path, uploads);
    else if (!uploads.paths.has(path)) await rm(join(root, path), { force: true });
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
