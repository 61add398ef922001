import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { attemptPrefix, contentTypeOf, immutableCacheControl } from '@sluice/vod';
import type { ByteRange, ObjectStorage, PutOptions } from '../object-storage.js';

/** A store with everything a test of it needs. */
export interface StorageBench {
  storage: ObjectStorage;
  /** For files on their way into the store. */
  scratchDir: string;
  /** What the paths that signPut answers are paths of. */
  baseUrl?: string | undefined;
}

/** A fresh prefix of the real layout, so that tests don't meet. */
export const newPrefix = (): string => attemptPrefix(randomUUID(), 1);

export const optionsFor = (key: string): PutOptions => ({
  contentType: contentTypeOf(key),
  cacheControl: immutableCacheControl,
});

export const put = (storage: ObjectStorage, key: string, body: Buffer | string): Promise<void> =>
  storage.put(key, body, optionsFor(key));

export async function readBytes(
  storage: ObjectStorage,
  key: string,
  range?: ByteRange,
): Promise<Buffer | null> {
  const stream = await storage.read(key, range);
  return stream && buffer(stream);
}

export async function readText(storage: ObjectStorage, key: string): Promise<string | null> {
  return (await readBytes(storage, key))?.toString() ?? null;
}

export async function listKeys(storage: ObjectStorage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys;
}

export async function makeFile({ scratchDir }: StorageBench, body: Buffer | string): Promise<string> {
  const path = join(scratchDir, randomUUID());
  await writeFile(path, body);
  return path;
}

/** Every megabyte differs, so that lost, doubled and swapped parts show. */
export async function makeLargeFile({ scratchDir }: StorageBench, sizeMegabytes: number): Promise<string> {
  const path = join(scratchDir, randomUUID());
  const file = await open(path, 'wx');
  const block = randomBytes(1024 * 1024);
  for (let index = 0; index < sizeMegabytes; index += 1) {
    block.writeUInt32BE(index);
    await file.write(block);
  }
  await file.close();
  return path;
}

export async function sha256Of(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export const sha256OfFile = (path: string): Promise<string> => sha256Of(createReadStream(path));

/** Runs `task` over numbers from 0 on, a few at once. */
export async function forEachIndex(count: number, task: (index: number) => Promise<void>): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index).values();
  const worker = async (): Promise<void> => {
    for (const index of indexes) await task(index);
  };
  await Promise.all(Array.from({ length: 24 }, worker));
}

/** What an action fails with; that it doesn't is a failure of the test. */
export const failureOf = (action: Promise<unknown>): Promise<Error> =>
  action.then(
    () => {
      throw new Error('Nothing failed');
    },
    (error: Error) => error,
  );

/** How much more memory the process held at the worst moment of `action` than before it. */
export async function memoryGrowthBytes(action: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  await action();
  clearInterval(sampler);
  return peak - before;
}
