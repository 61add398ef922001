import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvironment, settings, type SettingName } from './environment.js';

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const isSetting = (name: string): name is SettingName => Object.hasOwn(settings.shape, name);

const lines = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, name = '', value = '']) => ({ name, value }),
);
const listed = new Set(lines.map(({ name }) => name));

/** Names that docker-compose.yml itself puts into its text. */
const ofCompose = new Set(
  [...read('docker-compose.yml').matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name),
);

describe('.env.example', () => {
  it.each(Object.keys(settings.shape))('lists %s', (name) => {
    expect(listed).toContain(name);
  });

  it('lists nothing else but what docker compose reads, all of it', () => {
    // Docker's own variable, which switches on the S3 server to try out.
    const expected = new Set(['COMPOSE_PROFILES', ...[...ofCompose].filter((name) => !isSetting(name))]);
    expect([...listed].filter((name) => !isSetting(name)).toSorted()).toEqual([...expected].toSorted());
  });

  it.each([
    'PORT',
    'HOST',
    'UPLOAD_MAX_BYTES',
    'DISK_MIN_FREE_BYTES',
    'USER_UPLOADS_AT_ONCE',
    'API_RATE_LIMIT',
    'REGISTRATION',
    'SANDBOX',
    'LADDER',
    'SEGMENT_SECONDS',
    'STORAGE_DRIVER',
    'S3_REGION',
    'S3_FORCE_PATH_STYLE',
    'SOURCE_CACHE_BYTES',
    'BUFFER_SECONDS',
    'RING_MAX_BYTES',
    'RING_MIN_FREE_BYTES',
    'LIVE_TRANSCODE',
    'CLIP_MAX_SECONDS',
    'CLIP_VANISHED_SECONDS',
    'LOG_LEVEL',
    'UPLOADS_DIR',
    'FFMPEG_PATH',
    'FFPROBE_PATH',
    'NODE_ENV',
  ] as const)('shows the default of %s', (name) => {
    const shown = lines.find((line) => line.name === name)?.value;
    expect(shown).not.toBe('');
    expect(readEnvironment([name], { [name]: shown })).toEqual(readEnvironment([name], {}));
  });

  it.each(['ENCODER_PRESET', 'WORKER_CONCURRENCY'] as const)(
    'shows no value for %s: it has no default',
    (name) => {
      expect(lines.filter((line) => line.name === name)).toEqual([{ name, value: '' }]);
      expect(readEnvironment([name], {})).toEqual({});
    },
  );
});
