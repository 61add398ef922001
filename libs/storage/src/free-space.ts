import { statfs } from 'node:fs/promises';

/** What ordinary processes may still write to the disk that a folder lies on, in bytes. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
