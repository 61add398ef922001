import { readEnvironment, storageSettingNames } from '@sluice/service';

const names = [
  ...storageSettingNames,
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

export const readWorkerSettings = (environment: NodeJS.ProcessEnv) => readEnvironment(names, environment);

/** Injection token of the settings. */
export const WORKER_SETTINGS = Symbol('worker settings');
