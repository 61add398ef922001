import { join } from 'node:path';
import { hashFile } from '@sluice/storage';
import { BackupDamaged, fileListName, findManifest, type Manifest } from '../backup/manifest.js';

/**
 * The backup's manifest, when the dumps and the list of files are what it says. Throws with what is not: without them
 * nothing can be restored. Files show when they are copied what they are.
 */
export async function verifyBackup(backup: string): Promise<Manifest> {
  const manifest = await findManifest(backup);
  if (!manifest) throw new Error(`${backup} holds no complete backup: there is no manifest.json in it.`);
  const folder = join(backup, manifest.databaseFolder);
  for (const { name, sha256 } of manifest.tables) await verifyHash(join(folder, `${name}.copy`), sha256);
  await verifyHash(join(folder, fileListName), manifest.files.listSha256);
  return manifest;
}

async function verifyHash(path: string, expected: string): Promise<void> {
  const { sha256 } = await hashFile(path, new AbortController().signal).catch(() => {
    throw new BackupDamaged(`${path} cannot be read`);
  });
  if (sha256 !== expected) throw new BackupDamaged(`${path} is not what was written`);
}
