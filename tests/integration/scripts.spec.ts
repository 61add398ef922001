import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/start/platform.js';
import { shortSource } from '../platform/make-source.js';
import { startLivePlatform } from '../platform/live-platform.js';
import type { TestPlatform } from '../platform/test-platform.js';

describe('scripts for operators', () => {
  let platform: TestPlatform;
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-scripts-'));
    platform = await startLivePlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  function run(script: string, ...args: string[]) {
    const entry = join(projectRoot, 'dist/scripts', script, 'main.js');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [entry, '--data-dir', platform.dataDir, ...args],
      { encoding: 'utf8', timeout: 60_000 },
    );
    return { status, stdout, stderr };
  }

  it('test_video_processing checks every part and sends a clip through all of it', () => {
    const { status, stdout } = run('test_video_processing');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toBe('all checks passed');
    expect(
      lines.map((line) => /^ok {4}(recordings to storage: [^:]+|[^:]+): /.exec(line)?.[1] ?? line),
    ).toEqual([
      'redis and queue',
      'database',
      'storage put, get, delete',
      ...['signing', 'wrong bytes', 'upload', 'etag', 'deleting'].map(
        (name) => `recordings to storage: ${name}`,
      ),
      'ffmpeg encoders',
      'backend and worker',
      'one video through all of it',
      'one recording through all of it',
      'live cameras',
    ]);
    expect(lines.at(-1)).toContain('clip and snapshot of Camera 1');
    expect(lines.at(-3)).toContain('ready and played, 720p and 480p');
    expect(lines.at(-2)).toContain('10 chunks recorded, put together and played');
    expect(status).toBe(0);
  });

  it('test_video_processing leaves nothing behind', async () => {
    expect(await platform.database.query('SELECT 1 FROM videos UNION ALL SELECT 1 FROM rooms')).toEqual([]);
  });

  it('test_video_processing names the part that is missing', () => {
    const entry = join(projectRoot, 'dist/scripts/test_video_processing/main.js');
    const env = { ...process.env, ...platform.environment, REDIS_URL: 'redis://127.0.0.1:1' };
    const { status, stdout } = spawnSync(process.execPath, [entry], {
      encoding: 'utf8',
      env,
      timeout: 60_000,
    });
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL  redis and queue: Redis does not answer; check REDIS_URL');
    expect(stdout).toContain('1 failed');
  });

  it('retry_video_processing tells with a dry run, retries what failed, and leaves alone what is the file’s fault', async () => {
    const ours = await platform.send(shortSource(scratch));
    const theirs = await platform.send(shortSource(scratch));
    await platform.api.follow(ours.id);
    await platform.api.follow(theirs.id);
    const fail = async (id: string, code: string) => {
      await platform.database.query(
        `UPDATE videos SET status = 'failed', error_code = $2, published_attempt = NULL, playable_at = NULL WHERE id = $1`,
        [id, code],
      );
      await platform.database.query('DELETE FROM encodings WHERE video_id = $1', [id]);
    };
    await fail(ours.id, 'encode_failed');
    await fail(theirs.id, 'not_a_video');

    const dry = run('retry_video_processing', '--dry-run');
    expect(dry.stdout).toBe(
      `${ours.id}  would be retried: failed (encode_failed)  "short"\n` +
        `${theirs.id}  left alone: failed (not_a_video): the file itself is the problem  "short"\n` +
        `1 would be retried, 1 left alone\n`,
    );
    expect((await platform.api.load(ours.id)).status).toBe('failed');

    expect(run('retry_video_processing').stdout).toContain(
      `${ours.id}  retried: failed (encode_failed)  "short"\n`,
    );
    expect(await platform.api.follow(ours.id)).toMatchObject({ status: 'ready', attempt: 2 });
    expect(run('retry_video_processing', theirs.id).stdout).toContain(
      `${theirs.id}  retried: failed (not_a_video)`,
    );
    await platform.api.follow(theirs.id);
  });

  it('retry_video_processing says so when an id is unknown', () => {
    const { status, stdout } = run('retry_video_processing', '00000000-0000-4000-8000-000000000000');
    expect(status).toBe(1);
    expect(stdout).toContain('there is no such video');
  });

  it('both say how to use them when nothing runs', () => {
    const entry = join(projectRoot, 'dist/scripts/retry_video_processing/main.js');
    const { status, stderr } = spawnSync(process.execPath, [entry, '--data-dir', scratch], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('Start the platform with "npm start"');
  });
});
