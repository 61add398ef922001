import { join } from 'node:path';
import { createSourceStore, LocalStorage, type ObjectStorage, type SourceStore } from '@sluice/storage';
import type { DataSource } from 'typeorm';
import { KnownStorage } from '../../scripts/fsck/known-storage.js';
import type { TestPlatform } from '../platform/test-platform.js';

export interface UnknownStorage {
  sources: string[];
  /** Prefixes of attempts, `videos/<id>/a<attempt>/`. */
  attempts: string[];
}

/** What lies in a platform's folders and no row knows, of whatever age: fsck looks only at what is older than a day. */
export async function findUnknown({ database, uploadsDir }: TestPlatform): Promise<UnknownStorage> {
  const storage = new LocalStorage({ rootDir: join(uploadsDir, 'media') });
  return findUnknownIn(database, storage, createSourceStore('local', storage, uploadsDir));
}

/** Storage is listed before rows are read: what is stored gets its row afterwards. */
export async function findUnknownIn(
  database: DataSource,
  storage: ObjectStorage,
  sources: SourceStore,
): Promise<UnknownStorage> {
  const paths: string[] = [];
  for await (const { key } of sources.list()) paths.push(key);
  const prefixes = new Set<string>();
  for await (const { key } of storage.list('videos/'))
    prefixes.add(`${key.split('/').slice(0, 3).join('/')}/`);
  const known = await KnownStorage.load(database);
  return {
    sources: paths.filter((path) => known.ofSource(path) !== 'known'),
    attempts: [...prefixes].filter((prefix) => known.ofPrefix(prefix) !== 'known'),
  };
}
