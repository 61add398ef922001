import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const dayMs = 24 * 3600_000;

export const isOld = (changedAt: Date): boolean => Date.now() - changedAt.getTime() > dayMs;

/** What lies in a folder and has not changed for a day. */
export async function findOldNames(folder: string): Promise<string[]> {
  const old: string[] = [];
  for (const name of await namesIn(folder)) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && isOld(found.mtime)) old.push(name);
  }
  return old;
}

/** No recorder has run yet: there is no folder of theirs. */
const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
