import { LocalStorage } from './local-storage.js';
import type { ObjectStorage } from './object-storage.js';
import { S3Storage } from './s3-storage.js';
import type { StorageSettings } from './storage-settings.js';

/** Touches neither disk nor network: `check()` of what it answers tells whether the store works. */
export function createStorage(settings: StorageSettings): ObjectStorage {
  return settings.driver === 's3' ? new S3Storage(settings) : new LocalStorage(settings);
}
