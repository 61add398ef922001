import { readEnvironment } from '@sluice/service';

const names = [
  'UPLOADS_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'VIDEO_SOURCE',
  'VIDEO_SOURCES',
  'BUFFER_SECONDS',
  'RING_MAX_BYTES',
  'RING_MIN_FREE_BYTES',
  'LIVE_TRANSCODE',
  'FFMPEG_PATH',
  'FFPROBE_PATH',
  'LOG_LEVEL',
] as const;

export type RecorderSettings = ReturnType<typeof readRecorderSettings>;

/** Throws EnvironmentError. */
export const readRecorderSettings = (environment: NodeJS.ProcessEnv) => readEnvironment(names, environment);

/** Injection token of the settings. */
export const RECORDER_SETTINGS = Symbol('recorder settings');
