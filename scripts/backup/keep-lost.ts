import { hasCopy, type CopiedUploads } from './copy-uploads.js';
import type { FileList } from './file-list.js';
import { filesFolder, type FileEntry } from './manifest.js';

interface KeepOptions {
  uploadsDir: string;
  folders: readonly string[];
  backup: string;
  /** All that is there, and what stays of what could not be read. */
  list: FileList;
  before: ReadonlyMap<string, FileEntry>;
  unreadable: CopiedUploads['unreadable'];
  /** Those of them that rows name all the same. */
  findLost: (gone: readonly FileEntry[]) => Promise<FileEntry[]>;
}

/**
 * What has vanished from the platform, and was not deleted, stays in the backup as the last one has it. Answers what that
 * is. Throws where it is all of a folder.
 */
export async function keepLost(options: KeepOptions): Promise<string[]> {
  const { backup, list, before } = options;
  const gone = [...before.values()].filter((entry) => isGone(entry.path, options));
  const lost = await options.findLost(gone);
  refuseUnmounted(lost, options);
  for (const entry of lost) if (await hasCopy(backup, entry)) await list.add(entry);
  return lost.map(({ path }) => path);
}

/** Folders that are not walked hold nothing of this backup's: the platform may have gone over to a bucket. */
function isGone(path: string, { folders, list, unreadable }: KeepOptions): boolean {
  if (!folders.some((folder) => isIn(path, folder)) || list.paths.has(path)) return false;
  return ![...unreadable].some((place) => path === place || isIn(path, place));
}

/** As long as a folder is empty, whatever is lost there is all that it had. */
function refuseUnmounted(
  lost: readonly FileEntry[],
  { uploadsDir, folders, backup, list, unreadable }: KeepOptions,
): void {
  const there = [...list.paths, ...unreadable];
  for (const folder of folders)
    if (lost.some(({ path }) => isIn(path, folder)) && !there.some((path) => isIn(path, folder)))
      throw new Error(
        `${uploadsDir}/${folder} holds nothing of what the database names: is it mounted? What is lost can be copied back from ${backup}/${filesFolder}.`,
      );
}

const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
