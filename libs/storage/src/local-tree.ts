import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotThere } from './local-errors.js';
import type { StoredObject } from './object-storage.js';
import { isKeyPart } from './storage-key.js';

/** An object's key and where its file lies. */
export interface LocalObject {
  key: string;
  path: string;
}

/** The objects below a folder whose keys begin with `prefix`, in key order. A folder that isn't there has none. */
export async function* walkObjects(folder: string, prefix: string): AsyncGenerator<LocalObject> {
  for (const entry of await objectsAndFolders(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkObjects(path, `${prefix}${entry.name}/`);
    else yield { key: `${prefix}${entry.name}`, path };
  }
}

/** Anything whose name no key could have (temporary files, what file managers drop) is not an object. */
async function objectsAndFolders(folder: string): Promise<Dirent[]> {
  const entries = await readFolder(folder);
  const known = entries.filter((entry) => isKeyPart(entry.name) && (entry.isFile() || entry.isDirectory()));
  return known.toSorted((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
}

/** Keys sort with their "/": "a-b" and "a.txt" come before "a/b", and "a0" after it. */
const sortName = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

/** The regular file at a path; null when there is none. */
export async function findFile(path: string): Promise<Omit<StoredObject, 'key'> | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? { sizeBytes: stats.size, modifiedAt: stats.mtime } : null;
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  }
}
