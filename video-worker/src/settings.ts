import { readEnvironment, storageSettingNames, storageSettings } from '@sluice/service';

const names = [
  ...storageSettingNames,
  'SOURCE_CACHE_BYTES',
  'DISK_MIN_FREE_BYTES',
  'SANDBOX',
  'DATABASE_URL',
  'REDIS_URL',
  'LADDER',
  'SEGMENT_SECONDS',
  'ENCODER_PRESET',
  'WORKER_CONCURRENCY',
  'FFMPEG_PATH',
  'FFPROBE_PATH',
  'LOG_LEVEL',
] as const;

export type WorkerSettings = ReturnType<typeof readWorkerSettings>;

/** Throws EnvironmentError, also when the chosen storage lacks a setting. */
export function readWorkerSettings(environment: NodeJS.ProcessEnv) {
  const settings = readEnvironment(names, environment);
  storageSettings(settings);
  return settings;
}

/** Injection token of the settings. */
export const WORKER_SETTINGS = Symbol('worker settings');
