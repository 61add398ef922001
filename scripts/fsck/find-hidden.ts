import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, FsckContext } from './finding.js';
import { isOld } from './orphan-age.js';

/** Where files are written beside their targets, and folders go out of sight before they are deleted. */
const folders = ['sources', 'processed', 'media'];

/** What storage calls its temporary files, and folders on their way out; names of anybody else are left alone. */
const hiddenName = /^\..+\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(tmp|deleted)$/;

/** What an interrupted write or deletion has left: in no listing, since no key has such a name. */
export async function findHidden({ uploadsDir }: FsckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const folder of folders)
    for await (const path of walkHidden(uploadsDir, folder)) {
      const stats = await lstat(join(uploadsDir, path)).catch(() => null);
      // a rename leaves the other times as they are
      if (stats && isOld({ modifiedAt: stats.ctime })) findings.push(describe(uploadsDir, path));
    }
  return findings;
}

function describe(uploadsDir: string, path: string): Finding {
  const deleteOrphan = async (): Promise<boolean> => {
    await rm(join(uploadsDir, path), { recursive: true, force: true });
    return true;
  };
  const what = 'is what an interrupted write or deletion has left';
  return { id: path, code: 'orphan', what, fix: '--delete-orphans deletes it', deleteOrphan };
}

async function* walkHidden(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(root, folder))) {
    const path = join(folder, entry.name);
    if (hiddenName.test(entry.name)) yield path;
    else if (entry.isDirectory() && !entry.name.startsWith('.')) yield* walkHidden(root, path);
  }
}

const entriesOf = (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
