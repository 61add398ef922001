import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sourceCachePath } from '@sluice/vod';

/** Injection token of the folder that unfinished work lies in, below UPLOADS_DIR/work. */
export const WORK_ROOT = Symbol('work root');

const dayMs = 24 * 3600_000;

/**
 * Makes the folder, and removes from it what workers that were killed left behind more than a day ago: on a machine of
 * its own nobody else would.
 */
export async function prepareWorkRoot(uploadsDir: string): Promise<string> {
  const root = join(uploadsDir, 'work');
  await mkdir(root, { recursive: true });
  for (const name of await readdir(root)) {
    const path = join(root, name);
    const changedMs = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (name !== basename(sourceCachePath) && Date.now() - changedMs > dayMs)
      await rm(path, { recursive: true, force: true });
  }
  return root;
}
