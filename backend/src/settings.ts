import { readEnvironment, storageSettingNames, storageSettings } from '@sluice/service';

const names = [
  ...storageSettingNames,
  'NODE_ENV',
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATABASE_URL',
  'REDIS_URL',
  'UPLOAD_MAX_BYTES',
  'MEDIA_ACCEL_PREFIX',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'SESSION_SECRET',
  'LOG_LEVEL',
] as const;

export type BackendSettings = ReturnType<typeof readBackendSettings>;

/** Throws EnvironmentError, also when the chosen storage lacks a setting. */
export function readBackendSettings(environment: NodeJS.ProcessEnv) {
  const settings = readEnvironment(names, environment);
  storageSettings(settings);
  return settings;
}

/** Injection token of the settings. */
export const BACKEND_SETTINGS = Symbol('backend settings');

/** Where people open the platform. */
export const publicUrl = ({ PUBLIC_URL, HOST, PORT }: BackendSettings): string =>
  PUBLIC_URL ?? `http://${HOST === '0.0.0.0' || HOST === '127.0.0.1' ? 'localhost' : HOST}:${PORT}`;
