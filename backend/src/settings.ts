import { EnvironmentError, readEnvironment, storageSettingNames, storageSettings } from '@sluice/service';
import { streamMaxBytes } from '@sluice/storage';

const names = [
  ...storageSettingNames,
  'NODE_ENV',
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'PROXY_HOPS',
  'DATABASE_URL',
  'REDIS_URL',
  'UPLOAD_MAX_BYTES',
  'DISK_MIN_FREE_BYTES',
  'ORIGINAL_KEEP_HOURS',
  'USER_QUOTA_BYTES',
  'USER_QUOTA_VIDEOS',
  'USER_UPLOADS_AT_ONCE',
  'API_RATE_LIMIT',
  'REGISTRATION',
  'MEDIA_ACCEL_PREFIX',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'RECORDING_VANISHED_SECONDS',
  'RECORDING_GRACE_SECONDS',
  'RECORDING_KEEP_HOURS',
  'BUFFER_SECONDS',
  'RING_MAX_BYTES',
  'CLIP_MAX_SECONDS',
  'CLIP_VANISHED_SECONDS',
  'SESSION_SECRET',
  'LOG_LEVEL',
] as const;

export type BackendSettings = ReturnType<typeof readBackendSettings>;

/** Throws EnvironmentError, also when the chosen storage lacks a setting or can't take what uploads may be. */
export function readBackendSettings(environment: NodeJS.ProcessEnv) {
  const settings = readEnvironment(names, environment);
  storageSettings(settings);
  if (settings.STORAGE_DRIVER === 's3' && settings.UPLOAD_MAX_BYTES > streamMaxBytes)
    throw new EnvironmentError(`With STORAGE_DRIVER=s3, UPLOAD_MAX_BYTES can be ${streamMaxBytes} at most.`);
  return settings;
}

/** Injection token of the settings. */
export const BACKEND_SETTINGS = Symbol('backend settings');

/** Where people open the platform. */
export const publicUrl = ({ PUBLIC_URL, HOST, PORT }: BackendSettings): string =>
  PUBLIC_URL ?? `http://${HOST === '0.0.0.0' || HOST === '127.0.0.1' ? 'localhost' : HOST}:${PORT}`;
