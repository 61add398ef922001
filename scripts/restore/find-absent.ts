import { readFileList, type Manifest } from '../backup/manifest.js';

/**
 * What was missing or could not be read when the backup was made, and of which no earlier backup had a copy. A folder that
 * could not be read is always among it: nobody knows what lay there.
 */
export async function findAbsent(backup: string, manifest: Manifest): Promise<ReadonlySet<string>> {
  const absent = new Set([...manifest.missing, ...manifest.unreadable]);
  for await (const { path } of readFileList(backup, manifest)) absent.delete(path);
  return absent;
}
