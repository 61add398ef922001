import { indexedDbName } from './indexeddb-store';
import { opfsFolderName } from './opfs-store';

/** Whether this browser has ever recorded here. Most visitors never do, and need no worker for it. */
export async function hasSpool(): Promise<boolean> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(opfsFolderName);
    return true;
  } catch {
    return hasDatabase();
  }
}

async function hasDatabase(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === indexedDbName);
  } catch {
    return false;
  }
}
