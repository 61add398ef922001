import { readEnvironment, storageSettingNames, storageSettings } from '@sluice/service';

const names = [
  ...storageSettingNames,
  'DATABASE_URL',
  'REDIS_URL',
  'VIDEO_SOURCE',
  'VIDEO_SOURCES',
  'BUFFER_SECONDS',
  'RING_MAX_BYTES',
  'RING_MIN_FREE_BYTES',
  'LIVE_TRANSCODE',
  'SANDBOX',
  'FFMPEG_PATH',
  'FFPROBE_PATH',
  'LOG_LEVEL',
] as const;

export type RecorderSettings = ReturnType<typeof readRecorderSettings>;

/** Throws EnvironmentError, also when the chosen storage lacks a setting. */
export function readRecorderSettings(environment: NodeJS.ProcessEnv) {
  const settings = readEnvironment(names, environment);
  storageSettings(settings);
  return settings;
}

/** Injection token of the settings. */
export const RECORDER_SETTINGS = Symbol('recorder settings');
