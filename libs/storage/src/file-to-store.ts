import { lstat } from 'node:fs/promises';

/**
 * The size of a file that is about to be stored. A missing file or a link is the caller's mistake and not the store's
 * trouble: the error goes out as it is, so that nobody waits for the storage to recover.
 */
export async function loadSizeBytes(filePath: string): Promise<number> {
  const stats = await lstat(filePath);
  if (!stats.isFile()) throw new TypeError('Only a regular file can be stored');
  return stats.size;
}
