/**
 * Files that are complete or absent, also after a power cut: the bytes reach the disk before the name does (temporary
 * name, fsync, rename), and the name before we say that it is done (fsync of the folder).
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { writeFlushed } from './flushed-file.js';
import { codeOf } from './local-errors.js';

export async function writeDurably(targetPath: string, body: Buffer | string): Promise<void> {
  await inFolder(dirname(targetPath), () =>
    viaTemporaryFile(targetPath, (temporaryPath) =>
      writeFile(temporaryPath, body, { flag: 'wx', flush: true }),
    ),
  );
}

/** A stream can't be written twice: when its folder is deleted meanwhile, that is an error. */
export async function writeStreamDurably(targetPath: string, bytes: Readable): Promise<void> {
  const write = (): Promise<void> =>
    viaTemporaryFile(targetPath, (temporaryPath) => writeFlushed(temporaryPath, bytes));
  await inFolder(dirname(targetPath), write, 1);
}

/** Moves by rename; across file systems, where that can't be done, by a copy. The source is gone afterwards. */
export async function moveDurably(sourcePath: string, targetPath: string): Promise<void> {
  await sync(sourcePath);
  try {
    await inFolder(dirname(targetPath), () => rename(sourcePath, targetPath));
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await inFolder(dirname(targetPath), () => copyIntoPlace(sourcePath, targetPath));
    await rm(sourcePath);
  }
}

function copyIntoPlace(sourcePath: string, targetPath: string): Promise<void> {
  return viaTemporaryFile(targetPath, async (temporaryPath) => {
    await copyFile(sourcePath, temporaryPath, constants.COPYFILE_EXCL);
    await sync(temporaryPath);
  });
}

/** The temporary file lies beside its target, so that whatever a crash leaves is deleted with the folder. */
async function viaTemporaryFile(targetPath: string, write: (path: string) => Promise<void>): Promise<void> {
  const temporaryPath = join(dirname(targetPath), `.${basename(targetPath)}.${randomUUID()}.tmp`);
  try {
    await write(temporaryPath);
    await rename(temporaryPath, targetPath);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Makes the folder, acts in it and makes its entries durable. */
async function inFolder(folder: string, action: () => Promise<void>, tries = 10): Promise<void> {
  const firstCreated = await makeAndUse(folder, action, tries);
  try {
    await syncFolders(folder, firstCreated ? dirname(firstCreated) : folder);
  } catch (error) {
    // Deleted right after it was stored.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * Somebody may delete the folder between making and using it. In an object store that is no error, so it is made
 * again, but not for ever. Answers the first folder of the path that was not there.
 */
async function makeAndUse(
  folder: string,
  use: () => Promise<void>,
  triesLeft: number,
): Promise<string | undefined> {
  try {
    const firstCreated = await mkdir(folder, { recursive: true });
    await use();
    return firstCreated;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || triesLeft === 1) throw error;
    return makeAndUse(folder, use, triesLeft - 1);
  }
}

/** From a folder up to the one that was there before, since a new folder is an entry of its parent. */
async function syncFolders(folder: string, upTo: string): Promise<void> {
  await sync(folder);
  if (folder !== upTo) await syncFolders(dirname(folder), upTo);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
