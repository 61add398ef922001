import { join } from 'node:path';
import type { StorageSettings } from '@sluice/storage';
import { EnvironmentError, type Settings } from './environment.js';

export const storageSettingNames = [
  'UPLOADS_DIR',
  'STORAGE_DRIVER',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_BUCKET',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_PUBLIC_URL',
  'S3_FORCE_PATH_STYLE',
] as const;

/** The store that the environment asks for. Throws EnvironmentError when S3 lacks a setting. */
export function storageSettings(from: Pick<Settings, (typeof storageSettingNames)[number]>): StorageSettings {
  if (from.STORAGE_DRIVER === 'local') return { driver: 'local', rootDir: join(from.UPLOADS_DIR, 'media') };
  const required = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  const missing = required.filter((name) => !from[name]);
  if (missing.length > 0) throw new EnvironmentError(`STORAGE_DRIVER=s3 also needs ${missing.join(', ')}.`);
  return {
    driver: 's3',
    endpoint: from.S3_ENDPOINT,
    region: from.S3_REGION,
    bucket: from.S3_BUCKET!,
    accessKeyId: from.S3_ACCESS_KEY_ID!,
    secretAccessKey: from.S3_SECRET_ACCESS_KEY!,
    publicUrl: from.S3_PUBLIC_URL,
    forcePathStyle: from.S3_FORCE_PATH_STYLE,
  };
}
