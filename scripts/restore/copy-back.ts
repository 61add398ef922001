import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFile } from '../backup/copy-file.js';
import { BackupDamaged, filesFolder, manifestName, readFileList, type Manifest } from '../backup/manifest.js';
import { UnreadableFile } from '../backup/unreadable-file.js';

export interface DamagedFile {
  path: string;
  what: string;
}

/** Copies every file that is what it was when it was backed up; answers those that are not. */
export async function copyBack(
  backup: string,
  uploadsDir: string,
  manifest: Manifest,
): Promise<DamagedFile[]> {
  const damaged: DamagedFile[] = [];
  for await (const { path, sha256 } of readFileList(backup, manifest))
    try {
      await copyFile(join(backup, filesFolder, path), join(uploadsDir, path), (copied) => {
        if (copied.sha256 !== sha256) throw new BackupDamaged(path);
      });
    } catch (error) {
      damaged.push({ path, what: describe(error) });
      // with the whole backup away there is nothing more to find out
      await lstat(join(backup, manifestName));
    }
  return damaged;
}

/** Throws what is no fault of the backup's. */
function describe(error: unknown): string {
  if (error instanceof BackupDamaged) return 'is not what was copied';
  if (error instanceof UnreadableFile) return error.isGone ? 'is missing' : 'cannot be read';
  throw error;
}
