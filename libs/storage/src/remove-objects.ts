import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, isNotThere } from './local-errors.js';
import { isFolder, walkObjects } from './local-tree.js';

/** A folder is not an object, so there is nothing to remove where one is. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isNotThere(error) && codeOf(error) !== 'EISDIR') throw error;
  }
}

/**
 * Removes a folder with all objects below it; answers how many there were. It first goes out of sight by a rename, so
 * nobody sees half of it, and whoever still writes below the prefix writes into a new folder instead of this one.
 */
export async function removeFolder(folder: string): Promise<number> {
  // The prefix "videos/a/" does not cover an object "videos/a".
  const moved = (await isFolder(folder)) && (await moveOutOfSight(folder));
  const objectCount = moved ? await countObjects(moved) : 0;
  for (const path of await foldersOutOfSight(folder)) await rm(path, { recursive: true, force: true });
  return objectCount;
}

/** Answers the new path; null when somebody else was quicker. */
async function moveOutOfSight(folder: string): Promise<string | null> {
  const hidden = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.deleted`);
  try {
    await rename(folder, hidden);
    return hidden;
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

/** The one just moved, and those of an earlier delete of the same prefix that a crash interrupted. */
async function foldersOutOfSight(folder: string): Promise<string[]> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch((error: unknown) => {
    if (isNotThere(error)) return [];
    throw error;
  });
  const ofThisFolder = names.filter(
    (name) => name.startsWith(`.${basename(folder)}.`) && name.endsWith('.deleted'),
  );
  return ofThisFolder.map((name) => join(parent, name));
}

async function countObjects(folder: string): Promise<number> {
  let objectCount = 0;
  for await (const _object of walkObjects(folder, '')) objectCount += 1;
  return objectCount;
}
