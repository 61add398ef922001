import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundFile {
  /** Below the folder that was walked. */
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** All files below a folder. Hidden ones are temporary, or on their way out; what vanishes meanwhile is left out. */
export async function* walkFiles(root: string, folder: string): AsyncGenerator<FoundFile> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ignoreGone);
  for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* walkFiles(root, path);
    const stats = entry.isFile() ? await lstat(join(root, path)).catch(ignoreGone) : null;
    if (stats) yield { path, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs) };
  }
}

export function ignoreGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
