import { attemptPrefix, type PublishedFile } from '@sluice/vod';
import type { ObjectStorage, StoredObject } from './object-storage.js';

/** What storage has of a published attempt, held against what its rows say. */
export interface PublishedComparison {
  /** There, with the right size where rows know it; an empty file is none. */
  intact: PublishedFile[];
  /** Their names, with what is wrong: "720p/init.mp4 is missing". */
  broken: { file: PublishedFile; what: string }[];
  /** What no row says. */
  unexpected: StoredObject[];
}

/** Lists the attempt's prefix once; reads nothing. */
export async function comparePublished(
  storage: ObjectStorage,
  video: { videoId: string; attempt: number },
  expected: readonly PublishedFile[],
): Promise<PublishedComparison> {
  const prefix = attemptPrefix(video.videoId, video.attempt);
  const stored = new Map<string, StoredObject>();
  for await (const object of storage.list(prefix)) stored.set(object.key.slice(prefix.length), object);
  const found: PublishedComparison = { intact: [], broken: [], unexpected: [] };
  for (const file of expected) {
    const what = describeProblem(file, stored.get(file.name));
    if (what) found.broken.push({ file, what: `${file.name} ${what}` });
    else found.intact.push(file);
    stored.delete(file.name);
  }
  return { ...found, unexpected: [...stored.values()] };
}

function describeProblem(file: PublishedFile, object: StoredObject | undefined): string | null {
  if (!object) return 'is missing';
  if (object.sizeBytes === 0) return 'is empty';
  if (file.sizeBytes === null || object.sizeBytes === file.sizeBytes) return null;
  return `has ${object.sizeBytes} bytes instead of ${file.sizeBytes}`;
}
