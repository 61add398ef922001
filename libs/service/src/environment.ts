import { resolve } from 'node:path';
import {
  CameraSourceError,
  defaultLadder,
  encoderPresets,
  liveTranscodeModes,
  parseVideoSources,
  rungHeights,
  type NamedSource,
  type RungHeight,
} from '@sluice/vod';
import { z } from 'zod';
import { isOneSlipAway } from './misspelt.js';
import { isSampleSecret, passwordOf } from './sample-secrets.js';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(min).max(max));
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const notEmpty = z.string().min(1);

const ladder = z
  .string()
  .regex(/^\s*\d+\s*(,\s*\d+\s*)*$/, 'must be heights with commas between them, for example 720,480')
  .transform((text) => text.split(',').map((rung) => Number(rung.trim())))
  .pipe(z.array(z.literal(rungHeights)).min(1))
  .transform((heights): RungHeight[] => [...new Set(heights)].toSorted((a, b) => b - a));

/** One source; unlike in a list, a comma in it is its own. */
const oneSource = (text: string): string => JSON.stringify([text]);

const sources = (asList: (text: string) => string) =>
  notEmpty.transform((text, context): NamedSource[] => {
    try {
      return parseVideoSources(asList(text));
    } catch (error) {
      if (!(error instanceof CameraSourceError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** Every setting there is. An application picks the ones it reads; docs/operations.md explains them. */
export const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: whole(0, 65535).default(3000),
  HOST: notEmpty.default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  /** How many proxies stand in front of the backend; each says in X-Forwarded-For who called it. What clients say doesn't count. */
  PROXY_HOPS: whole(0, 10).default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  UPLOADS_DIR: notEmpty.default('./uploads').transform((path) => resolve(path)),
  UPLOAD_MAX_BYTES: whole(1, Number.MAX_SAFE_INTEGER).default(20 * 1024 ** 3),
  /** Below so much free disk no upload is begun and no video is worked on. */
  DISK_MIN_FREE_BYTES: whole(0, Number.MAX_SAFE_INTEGER).default(512 * 1024 ** 2),
  /** How long a source is kept once its video is ready; for ever when it isn't set. */
  ORIGINAL_KEEP_HOURS: whole(0, 876_000).optional(),
  /** What one person may keep and send at once, unless an administrator says otherwise for them. */
  USER_QUOTA_BYTES: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  USER_QUOTA_VIDEOS: whole(0, 1_000_000_000).optional(),
  USER_UPLOADS_AT_ONCE: whole(1, 10_000).default(100),
  /** Requests to the API in a minute, for each account, and for each address of those who have none. */
  API_RATE_LIMIT: whole(10, 10_000_000).default(3000),
  /** Whether people with an invitation may make themselves an account. */
  REGISTRATION: z.enum(['invite', 'closed']).default('invite'),
  /** required: nothing is run that the sandbox doesn't hold. */
  SANDBOX: z.enum(['auto', 'required']).default('auto'),
  STORAGE_DRIVER: z.enum(['local', 's3']).default('local'),
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: notEmpty.default('auto'),
  S3_BUCKET: notEmpty.optional(),
  S3_ACCESS_KEY_ID: notEmpty.optional(),
  S3_SECRET_ACCESS_KEY: notEmpty.optional(),
  S3_PUBLIC_URL: httpUrl.optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),
  /** What a worker's copies of sources in a bucket may take on its disk. */
  SOURCE_CACHE_BYTES: whole(0, Number.MAX_SAFE_INTEGER).default(20 * 1024 ** 3),
  /** Where a proxy in front serves uploads/media from, for example "/protected-media/": nginx's X-Accel-Redirect. */
  MEDIA_ACCEL_PREFIX: z.string().startsWith('/').endsWith('/').optional(),
  /** Nobody in a room was heard of for this long: its recording has ended. */
  RECORDING_VANISHED_SECONDS: whole(5, 86_400).default(120),
  /** How long pieces of a recording are waited for before the films are made without them. */
  RECORDING_GRACE_SECONDS: whole(1, 30 * 86_400).default(900),
  /** How long the pieces are kept once the films are ready; of a recording that lacks some, seven times as long. */
  RECORDING_KEEP_HOURS: whole(0, 8760).default(24),
  /** The camera, or the cameras, to record from: camera rows are made of them. Without any, a test picture. */
  VIDEO_SOURCE: sources(oneSource).optional(),
  VIDEO_SOURCES: sources((text) => text).optional(),
  /** How much of a camera's past is kept. */
  BUFFER_SECONDS: whole(10, 31 * 86_400).default(300),
  /** What one camera's past may take on the disk. */
  RING_MAX_BYTES: whole(1024 ** 2, Number.MAX_SAFE_INTEGER).default(20 * 1024 ** 3),
  /** What the cameras leave free on the disk, for everything else. */
  RING_MIN_FREE_BYTES: whole(0, Number.MAX_SAFE_INTEGER).default(1024 ** 3),
  /** A clip is stopped when it is this long, and when whoever records it was not heard of for so long. */
  CLIP_MAX_SECONDS: whole(1, 86_400).default(1800),
  CLIP_VANISHED_SECONDS: whole(5, 86_400).default(60),
  LIVE_TRANSCODE: z.enum(liveTranscodeModes).default('auto'),
  LADDER: ladder.default([...defaultLadder]),
  SEGMENT_SECONDS: whole(2, 10).default(4),
  ENCODER_PRESET: z.enum(encoderPresets).optional(),
  WORKER_CONCURRENCY: whole(1, 64).optional(),
  FFMPEG_PATH: notEmpty.default('ffmpeg'),
  FFPROBE_PATH: notEmpty.default('ffprobe'),
  ADMIN_EMAIL: z.email().toLowerCase().optional(),
  ADMIN_PASSWORD: z.string().min(10).max(200).optional(),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters, for example from: openssl rand -hex 32'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

export type Settings = z.infer<typeof settings>;
export type SettingName = keyof typeof settings.shape;

/** Families of names that are ours alone. Kubernetes makes names of services called like them; those are not. */
const ownedName =
  /^(S3_|UPLOADS?_|RECORDING_|VIDEO_SOURCE|BUFFER_SEC|RING_M|LIVE_TRANS|CLIP_|LADDER|ENCODER_|SEGMENT_|WORKER_CON|FFMPEG_P|FFPROBE_P|DISK_MIN|ORIGINAL_|USER_(QUOTA|UPLOADS)|API_RATE|PROXY_HOPS$|REGISTRATION$|SANDBOX$|ADMIN_(E|P)|SESSION_SECRET)/;
const ofKubernetes = /_(SERVICE_HOST|SERVICE_PORT.*|PORT(_.*)?)$/;

/** Names that look like ours and aren't are typing mistakes; other programs' variables are none of our business. */
function isMisspelt(name: string): boolean {
  if (Object.hasOwn(settings.shape, name) || ofKubernetes.test(name)) return false;
  return (
    ownedName.test(name) ||
    Object.keys(settings.shape).some((known) => known.length > 6 && isOneSlipAway(name, known))
  );
}

export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const secrets: ReadonlySet<SettingName> = new Set([
  'SESSION_SECRET',
  'ADMIN_PASSWORD',
  'S3_SECRET_ACCESS_KEY',
  'DATABASE_URL',
  'REDIS_URL',
]);

function isSample(name: SettingName, value: string | undefined): boolean {
  if (value === undefined || !secrets.has(name)) return false;
  const secret = name.endsWith('_URL') && URL.canParse(value) ? passwordOf(value) : value;
  return secret !== null && isSampleSecret(secret);
}

/** Reads the picked settings. Throws one EnvironmentError that names every unknown name and bad value, never a value; in production samples too. */
export function readEnvironment<Name extends SettingName>(
  names: readonly Name[],
  environment: NodeJS.ProcessEnv,
): Pick<Settings, Name> {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const unknown = Object.keys(filled).filter(isMisspelt);
  const mask = Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
  const parsed = settings.pick(mask as never).safeParse(filled);
  const problems = [
    ...(filled['NODE_ENV'] === 'production' ? names.filter((name) => isSample(name, filled[name])) : []).map(
      (name) => `${name}: is a sample, which anybody can guess; make one with: openssl rand -hex 32`,
    ),
    ...unknown.map((name) => `${name}: there is no such setting`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
  ];
  if (problems.length > 0)
    throw new EnvironmentError(
      `The environment is not right (see .env.example):\n  ${problems.join('\n  ')}`,
    );
  return parsed.data as Pick<Settings, Name>;
}
