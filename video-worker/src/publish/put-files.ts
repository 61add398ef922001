import { join } from 'node:path';
import { attemptPrefix, contentTypeOf, immutableCacheControl } from '@sluice/vod';
import type { ObjectStorage } from '@sluice/storage';

const parallelUploads = 6;

export interface AttemptStore {
  storage: ObjectStorage;
  videoId: string;
  attempt: number;
  signal: AbortSignal;
}

/** A file in the work folder and the name that it gets below the attempt's prefix. */
export interface FileToPut {
  path: string;
  name: string;
}

/** Moves files into storage, a few at a time. */
export async function putFiles(
  files: readonly FileToPut[],
  workDir: string,
  store: AttemptStore,
): Promise<void> {
  const waiting = [...files];
  const putNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      store.signal.throwIfAborted();
      await store.storage.putFile(keyOf(file.name, store), join(workDir, file.path), optionsFor(file.name));
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelUploads, files.length) }, putNext));
}

export async function putText(name: string, text: string | Buffer, store: AttemptStore): Promise<void> {
  store.signal.throwIfAborted();
  await store.storage.put(keyOf(name, store), text, optionsFor(name));
}

export const keyOf = (
  name: string,
  { videoId, attempt }: Pick<AttemptStore, 'videoId' | 'attempt'>,
): string => attemptPrefix(videoId, attempt) + name;

const optionsFor = (name: string) => ({
  contentType: contentTypeOf(name),
  cacheControl: immutableCacheControl,
});
