import type { LocalStorageSettings } from './local-storage.js';
import type { S3Settings } from './s3-settings.js';

/** Which store to use, as the environment said it. */
export type StorageSettings = ({ driver: 'local' } & LocalStorageSettings) | ({ driver: 's3' } & S3Settings);
