import { LocalStorage } from './local-storage.js';
import type { ObjectStorage } from './object-storage.js';
import { S3Storage } from './s3-storage.js';
import type { StorageSettings } from './storage-settings.js';

/**
 * Touches neither disk nor network: `check()` of what it answers tells whether the store works. `uploadSecret` is for
 * those who let browsers store objects in a local store (uploadSecretFrom); S3 signs with its own key.
 */
export function createStorage(settings: StorageSettings, uploadSecret?: string): ObjectStorage {
  return settings.driver === 's3' ? new S3Storage(settings) : new LocalStorage({ ...settings, uploadSecret });
}
