import type { Claim } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import { attemptPrefix, fileNameOf, initFileName, type RenditionMedia } from '@sluice/vod';

/** Names below the attempt's prefix, with their sizes in bytes. */
export type StoredFiles = Map<string, number>;

export async function listStored({ videoId, attempt }: Claim, storage: ObjectStorage): Promise<StoredFiles> {
  const prefix = attemptPrefix(videoId, attempt);
  const files: StoredFiles = new Map();
  for await (const { key, sizeBytes } of storage.list(prefix)) files.set(key.slice(prefix.length), sizeBytes);
  return files;
}

/** What claims that ended badly left behind, and the storyboard's parts: nothing points to them any more. */
export async function removeLeftovers(
  { videoId, attempt }: Claim,
  renditions: readonly RenditionMedia[],
  stored: StoredFiles,
  storage: ObjectStorage,
): Promise<void> {
  const prefix = attemptPrefix(videoId, attempt);
  const used = new Set(renditions.flatMap(mediaFiles));
  for (const name of stored.keys())
    if (/\.(mp4|m4s)$/.test(name) ? !used.has(name) : name.startsWith('tiles_'))
      await storage.delete(prefix + name);
}

/** A rendition's init segment and segments, as they are named below the attempt's prefix. */
export const mediaFiles = ({ name, segments }: RenditionMedia): string[] => [
  `${name}/${initFileName}`,
  ...segments.map((segment, index) => `${name}/${fileNameOf(segment, index)}`),
];
