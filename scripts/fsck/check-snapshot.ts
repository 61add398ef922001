import { Snapshot } from '@sluice/database';
import { snapshotKeys } from '@sluice/vod';
import type { Finding, FsckContext } from './finding.js';

/** A snapshot's two pictures; of the large one rows know the size. */
export async function checkSnapshot(id: string, { database, storage }: FsckContext): Promise<Finding[]> {
  const snapshot = await database.getRepository(Snapshot).findOneBy({ id });
  if (!snapshot) return [];
  const { pictureKey, thumbnailKey } = snapshotKeys(snapshot.fileId);
  const [picture, thumbnail] = [await storage.stat(pictureKey), await storage.stat(thumbnailKey)];
  if (picture?.sizeBytes === snapshot.sizeBytes && thumbnail) return [];
  const what = picture && thumbnail ? 'its picture is damaged' : 'its pictures are missing';
  return [
    { id, code: 'snapshot_damaged', what, fix: `restore ${pictureKey} and ${thumbnailKey} from the backup` },
  ];
}
