import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment, settings, type SettingName } from './environment.js';
import { storageSettingNames, storageSettings } from './storage-settings.js';

const everything = Object.keys(settings.shape) as SettingName[];

const required = {
  DATABASE_URL: 'postgres://sluice:pw@127.0.0.1:5432/sluice',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: 'x'.repeat(32),
};

/** The message of the refusal; fails the test when there is none. */
function refusal(names: SettingName[], environment: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(names, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as Error).message;
  }
  throw new Error('the environment was accepted');
}

describe('readEnvironment', () => {
  it('has a default for nearly everything', () => {
    expect(readEnvironment(everything, required)).toEqual({
      ...required,
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      PROXY_HOPS: 0,
      UPLOADS_DIR: resolve('uploads'),
      UPLOAD_MAX_BYTES: 21_474_836_480,
      DISK_MIN_FREE_BYTES: 536_870_912,
      USER_UPLOADS_AT_ONCE: 100,
      API_RATE_LIMIT: 3000,
      REGISTRATION: 'invite',
      SANDBOX: 'auto',
      STORAGE_DRIVER: 'local',
      S3_REGION: 'auto',
      S3_FORCE_PATH_STYLE: true,
      SOURCE_CACHE_BYTES: 21_474_836_480,
      LADDER: [720, 480],
      SEGMENT_SECONDS: 4,
      FFMPEG_PATH: 'ffmpeg',
      FFPROBE_PATH: 'ffprobe',
      LOG_LEVEL: 'info',
      RECORDING_VANISHED_SECONDS: 120,
      RECORDING_GRACE_SECONDS: 900,
      RECORDING_KEEP_HOURS: 24,
      CLIP_MAX_SECONDS: 1800,
      CLIP_VANISHED_SECONDS: 60,
      BUFFER_SECONDS: 300,
      RING_MAX_BYTES: 21_474_836_480,
      RING_MIN_FREE_BYTES: 1_073_741_824,
      LIVE_TRANSCODE: 'auto',
    });
  });

  it.each(['ENCODER_PRESET', 'WORKER_CONCURRENCY'] as const)('leaves %s to whoever reads it', (name) => {
    expect(readEnvironment([name], {})[name]).toBeUndefined();
    expect(readEnvironment([name], { [name]: '' })[name]).toBeUndefined();
  });

  it('reads every setting that is given', () => {
    const given = {
      ...required,
      DATABASE_URL: 'postgres://sluice:Kzf8Wq2nXr91bV@127.0.0.1:5432/sluice',
      SESSION_SECRET: '8c1f0b6e9a7d4c3fb2e5a6d7c8b9e0f1',
      NODE_ENV: 'production',
      PORT: '8080',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://video.example//',
      PROXY_HOPS: '2',
      UPLOADS_DIR: '/srv/uploads',
      UPLOAD_MAX_BYTES: '1000',
      DISK_MIN_FREE_BYTES: '0',
      ORIGINAL_KEEP_HOURS: '0',
      USER_QUOTA_BYTES: '1000',
      USER_QUOTA_VIDEOS: '10',
      USER_UPLOADS_AT_ONCE: '1',
      API_RATE_LIMIT: '10',
      REGISTRATION: 'closed',
      SANDBOX: 'required',
      STORAGE_DRIVER: 's3',
      S3_ENDPOINT: 'http://127.0.0.1:9000/',
      S3_REGION: 'eu-central-1',
      S3_BUCKET: 'videos',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'Wq2nXr91bVKzf8',
      S3_PUBLIC_URL: 'https://cdn.example/videos/',
      S3_FORCE_PATH_STYLE: 'false',
      SOURCE_CACHE_BYTES: '0',
      RECORDING_VANISHED_SECONDS: '60',
      RECORDING_GRACE_SECONDS: '60',
      RECORDING_KEEP_HOURS: '0',
      CLIP_MAX_SECONDS: '60',
      CLIP_VANISHED_SECONDS: '5',
      VIDEO_SOURCE: 'http://cam.example/video?a=1,2',
      VIDEO_SOURCES: '0, rtsp://cam.example/main',
      BUFFER_SECONDS: '3600',
      RING_MAX_BYTES: '52428800',
      RING_MIN_FREE_BYTES: '0',
      LIVE_TRANSCODE: 'never',
      MEDIA_ACCEL_PREFIX: '/protected-media/',
      LADDER: '480,1080, 720,480',
      SEGMENT_SECONDS: '6',
      ENCODER_PRESET: 'slow',
      WORKER_CONCURRENCY: '3',
      FFMPEG_PATH: '/opt/ffmpeg',
      FFPROBE_PATH: '/opt/ffprobe',
      ADMIN_EMAIL: 'Ada@Example.org',
      ADMIN_PASSWORD: 'eleven letters',
      LOG_LEVEL: 'debug',
    };
    expect(readEnvironment(everything, given)).toEqual({
      ...given,
      PORT: 8080,
      PUBLIC_URL: 'https://video.example',
      PROXY_HOPS: 2,
      UPLOAD_MAX_BYTES: 1000,
      DISK_MIN_FREE_BYTES: 0,
      ORIGINAL_KEEP_HOURS: 0,
      USER_QUOTA_BYTES: 1000,
      USER_QUOTA_VIDEOS: 10,
      USER_UPLOADS_AT_ONCE: 1,
      API_RATE_LIMIT: 10,
      S3_ENDPOINT: 'http://127.0.0.1:9000',
      S3_PUBLIC_URL: 'https://cdn.example/videos',
      S3_FORCE_PATH_STYLE: false,
      SOURCE_CACHE_BYTES: 0,
      RECORDING_VANISHED_SECONDS: 60,
      RECORDING_GRACE_SECONDS: 60,
      CLIP_MAX_SECONDS: 60,
      CLIP_VANISHED_SECONDS: 5,
      RECORDING_KEEP_HOURS: 0,
      VIDEO_SOURCE: [{ name: 'Camera 1', source: 'http://cam.example/video?a=1,2' }],
      VIDEO_SOURCES: [
        { name: 'Camera 1', source: '0' },
        { name: 'Camera 2', source: 'rtsp://cam.example/main' },
      ],
      BUFFER_SECONDS: 3600,
      RING_MAX_BYTES: 52_428_800,
      RING_MIN_FREE_BYTES: 0,
      LADDER: [1080, 720, 480],
      SEGMENT_SECONDS: 6,
      WORKER_CONCURRENCY: 3,
      ADMIN_EMAIL: 'ada@example.org',
    });
    expect(Object.keys(given).toSorted()).toEqual(everything.toSorted());
  });

  it('refuses in production what anybody can guess, and never shows it', () => {
    const guessable = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://sluice:postgres@db:5432/sluice',
      REDIS_URL: 'redis://redis:6379',
      SESSION_SECRET: 'change-me-change-me-change-me-change-me',
      ADMIN_PASSWORD: 'password123',
      S3_SECRET_ACCESS_KEY: 'minioadmin',
    };
    const message = refusal(everything, guessable);
    for (const name of ['DATABASE_URL', 'SESSION_SECRET', 'ADMIN_PASSWORD', 'S3_SECRET_ACCESS_KEY'])
      expect(message).toContain(`${name}: is a sample`);
    expect(message).not.toContain('REDIS_URL');
    expect(message).not.toMatch(/change-me|password123|minioadmin|postgres@/);
    expect(() => readEnvironment(everything, { ...guessable, NODE_ENV: 'development' })).not.toThrow();
  });

  it('reads only what was picked', () => {
    expect(readEnvironment(['PORT'], { PORT: '1', LADDER: '480', HOME: '/root' })).toEqual({ PORT: 1 });
  });

  it('leaves settings that were not picked unread, right or wrong', () => {
    expect(readEnvironment(['PORT'], { LADDER: 'wrong' })).toEqual({ PORT: 3000 });
  });

  it('takes an empty text for unset', () => {
    expect(
      readEnvironment(['PORT', 'PUBLIC_URL', 'LADDER'], { PORT: '', PUBLIC_URL: '', LADDER: '' }),
    ).toEqual({
      PORT: 3000,
      LADDER: [720, 480],
    });
    expect(refusal(['DATABASE_URL'], { DATABASE_URL: '' })).toContain('DATABASE_URL: ');
    expect(readEnvironment(['PORT'], { S3_TYPO: '' })).toEqual({ PORT: 3000 });
  });

  it.each([
    'UPLOAD_DIR',
    'UPLOADS_DIRECTORY',
    'UPLOAD_MAX_BYTE',
    'UPLOADS_MAX_BYTES',
    'UPLOAD_MAX_SIZE',
    'STORAGE_DRIVE',
    'S3_BUCKETT',
    'S3_SECRET_KEY',
    'MEDIA_ACCELL_PREFIX',
    'VIDEO_SOURCE_URL',
    'BUFFER_SECS',
    'RING_MAX_SIZE',
    'LIVE_TRANSCODING',
    'LADDERS',
    'LADDER_RUNGS',
    'SEGMENT_SECS',
    'ENCODER_CRF',
    'WORKER_CONCURENCY',
    'FFMPEG_PAHT',
    'FFPROBE_PATHS',
    'ADMIN_EMAILS',
    'ADMIN_PASS',
    'SESSION_SECRETS',
  ])('refuses the unknown name %s', (name) => {
    expect(refusal(['PORT'], { [name]: 'hunter2' })).toBe(
      `The environment is not right (see .env.example):\n  ${name}: there is no such setting`,
    );
  });

  // Names that begin like these are used by many programs, so a mistake in them can't be told from a stranger.
  const commonNames = new Set<SettingName>([
    'NODE_ENV',
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'DATABASE_URL',
    'REDIS_URL',
    'LOG_LEVEL',
  ]);
  const ownNames = everything.filter((name) => !commonNames.has(name));

  it.each([
    ...ownNames.map((name) => `${name}${name.at(-1)}`),
    // Not yet refused without their last letter: UPLOADS_DI and LADDE. VIDEO_SOURCE is a setting itself.
    ...ownNames
      .filter((name) => !['UPLOADS_DIR', 'LADDER', 'VIDEO_SOURCES'].includes(name))
      .map((name) => name.slice(0, -1)),
  ])('refuses %s, a setting with its last letter missing or doubled', (name) => {
    expect(refusal(['PORT'], { [name]: 'x' })).toContain(`\n  ${name}: there is no such setting`);
  });

  it.each([
    'PATH',
    'HOME',
    'NODE_OPTIONS',
    'npm_config_cache',
    'PGPASSWORD',
    'POSTGRES_PASSWORD',
    'REDISCLI_AUTH',
    'AWS_ACCESS_KEY_ID',
    'S3CMD_CONFIG',
    'WORKERS',
    'WORKER_COUNT',
    'ADMINISTRATOR',
    'SESSION_MANAGER',
    'SESSION_KEY',
    'FFMPEG_BINARY',
    'FFPROBE',
    // what Kubernetes tells of services named sluice, storage and worker
    'SLUICE_PORT',
    'SLUICE_PORT_3000_TCP',
    'SLUICE_SERVICE_HOST',
    'STORAGE_SERVICE_HOST',
    'STORAGE_PORT_9000_TCP_ADDR',
    'WORKER_SERVICE_PORT',
    'STORAGE_TYPE',
    'PORTAL',
    'DATABASE_URL_OLD',
    'LC_ALL',
    '__proto__x',
  ])('ignores %s, which is for other programs', (name) => {
    expect(readEnvironment(['PORT'], { [name]: 'x' })).toEqual({ PORT: 3000 });
  });

  it.each<[SettingName, string]>([
    ['PORT', 'eighty-eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', ' '],
    ['PORT', ' 80'],
    ['PORT', '0x50'],
    ['PORT', '8e1'],
    ['PORT', '+80'],
    ['PUBLIC_URL', 'video.example'],
    ['PUBLIC_URL', 'ftp://video.example'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['REDIS_URL', 'http://:hunter2@redis'],
    ['UPLOAD_MAX_BYTES', '0'],
    ['UPLOAD_MAX_BYTES', '20GB'],
    ['UPLOAD_MAX_BYTES', '1e9'],
    ['UPLOAD_MAX_BYTES', '99999999999999999999'],
    ['STORAGE_DRIVER', 'S3'],
    ['S3_ENDPOINT', 's3.example'],
    ['S3_FORCE_PATH_STYLE', 'yes'],
    ['SOURCE_CACHE_BYTES', '20GB'],
    ['MEDIA_ACCEL_PREFIX', 'protected'],
    ['LADDER', '700'],
    ['LADDER', '480,'],
    ['LADDER', '1080,,240'],
    ['LADDER', ' '],
    ['LADDER', '0x2d0'],
    ['LADDER', '7.2e2'],
    ['LADDER', '-360'],
    ['LADDER', '1080 360'],
    ['LADDER', '720p,480p'],
    ['LADDER', '720;480'],
    ['LADDER', 'all'],
    ['SEGMENT_SECONDS', '1'],
    ['SEGMENT_SECONDS', '11'],
    ['SEGMENT_SECONDS', '4.5'],
    ['ENCODER_PRESET', 'placebo'],
    ['WORKER_CONCURRENCY', '0'],
    ['WORKER_CONCURRENCY', ' '],
    ['ADMIN_EMAIL', 'hunter2'],
    ['ADMIN_PASSWORD', 'hunter2'],
    ['SESSION_SECRET', 'hunter2'],
    ['VIDEO_SOURCE', 'gopher://hunter2@cam'],
    ['VIDEO_SOURCES', 'rtsp://hunter2@cam/1,concat:a'],
    ['VIDEO_SOURCES', '[{"nam":"hunter2"}]'],
    ['BUFFER_SECONDS', '9'],
    ['RING_MAX_BYTES', '50MB'],
    ['RING_MIN_FREE_BYTES', '-1'],
    ['LIVE_TRANSCODE', 'sometimes'],
    ['LOG_LEVEL', 'verbose'],
  ])('refuses a wrong %s by its name alone, without the value: %j', (name, value) => {
    const message = refusal([name], { [name]: value });
    expect(message).toMatch(
      new RegExp(`^The environment is not right \\(see \\.env\\.example\\):\\n  ${name}(\\.\\d+)?: \\S`),
    );
    if (value.length > 3) expect(message).not.toContain(value);
    expect(message).not.toContain('hunter2');
  });

  it('names everything that is wrong at once', () => {
    const message = refusal(['PORT', 'DATABASE_URL', 'SESSION_SECRET'], {
      PORT: 'x',
      SESSION_SECRET: 'short',
      S3_TYPO: '1',
    });
    expect(message.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
      'The environment is not right (see .env.example)',
      'S3_TYPO',
      'PORT',
      'DATABASE_URL',
      'SESSION_SECRET',
    ]);
  });
});

describe('storageSettings', () => {
  const read = (environment: NodeJS.ProcessEnv) =>
    storageSettings(readEnvironment(storageSettingNames, environment));
  const s3 = {
    STORAGE_DRIVER: 's3',
    S3_BUCKET: 'videos',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  };

  it('keeps media below the uploads folder', () => {
    expect(read({ UPLOADS_DIR: '/srv/uploads' })).toEqual({ driver: 'local', rootDir: '/srv/uploads/media' });
  });

  it('keeps media in a bucket', () => {
    expect(read({ ...s3, S3_ENDPOINT: 'https://r2.example', S3_PUBLIC_URL: 'https://cdn.example' })).toEqual({
      driver: 's3',
      endpoint: 'https://r2.example',
      region: 'auto',
      bucket: 'videos',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      publicUrl: 'https://cdn.example',
      forcePathStyle: true,
    });
  });

  it('names every setting that S3 lacks', () => {
    expect(() => read({ STORAGE_DRIVER: 's3' })).toThrow(
      new EnvironmentError('STORAGE_DRIVER=s3 also needs S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY.'),
    );
    expect(() => read({ ...s3, S3_BUCKET: '' })).toThrow(
      new EnvironmentError('STORAGE_DRIVER=s3 also needs S3_BUCKET.'),
    );
  });
});
