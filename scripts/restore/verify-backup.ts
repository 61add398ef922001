import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '@sluice/storage';
import {
  BackupDamaged,
  fileListName,
  filesFolder,
  findManifest,
  readFileList,
  type Manifest,
} from '../backup/manifest.js';

/** The backup's manifest, when the dumps are what it says and every file is there. Throws with what is not. */
export async function verifyBackup(backup: string): Promise<Manifest> {
  const manifest = await findManifest(backup);
  if (!manifest) throw new Error(`${backup} holds no complete backup: there is no manifest.json in it.`);
  const folder = join(backup, manifest.databaseFolder);
  for (const { name, sha256 } of manifest.tables) await verifyHash(join(folder, `${name}.copy`), sha256);
  await verifyHash(join(folder, fileListName), manifest.files.listSha256);
  for await (const { path, sizeBytes } of readFileList(backup, manifest)) {
    const stats = await lstat(join(backup, filesFolder, path)).catch(() => null);
    if (stats?.size !== sizeBytes) throw new BackupDamaged(`${path} is missing or cut short`);
  }
  return manifest;
}

async function verifyHash(path: string, expected: string): Promise<void> {
  const { sha256 } = await hashFile(path, new AbortController().signal).catch(() => {
    throw new BackupDamaged(`${path} cannot be read`);
  });
  if (sha256 !== expected) throw new BackupDamaged(`${path} is not what was written`);
}
