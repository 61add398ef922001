import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeSuperseded, type Kept } from './remove-superseded.js';

/**
 * The new backup is in force by then, and whole with what is left over beside it: the next one tidies again. Answers
 * why something is left over, or null.
 */
export async function tidyUp(backup: string, databaseFolder: string, kept: Kept): Promise<Error | null> {
  try {
    await removeSuperseded(backup, kept);
    await removeOlderDumps(backup, databaseFolder);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** Also of backups that were interrupted. */
async function removeOlderDumps(backup: string, newest: string): Promise<void> {
  for (const name of await readdir(backup))
    if (name.startsWith('database-') && name !== newest)
      await rm(join(backup, name), { recursive: true, force: true });
}
