import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInitSegment, type VideoView } from '@sluice/vod';
import { S3Storage } from '@sluice/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import { projectRoot } from '../../scripts/start/platform.js';
import { shortSource } from '../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('fsck and backup of a platform that keeps everything in S3', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let platform: TestPlatform;
  let scratch: string;
  let film: VideoView;
  let environment: Record<string, string>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-fsck-'));
    server = await startS3Server();
    environment = {
      STORAGE_DRIVER: 's3',
      S3_ENDPOINT: server.endpoint,
      S3_REGION: server.region,
      S3_BUCKET: server.bucket,
      S3_ACCESS_KEY_ID: server.accessKeyId,
      S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    };
    platform = await startTestPlatform({ settings: environment });
    const { id } = await platform.send(shortSource(scratch));
    film = await platform.api.follow(id, undefined, 60_000);
  });
  afterAll(async () => {
    await platform?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  function run(script: string, ...args: string[]) {
    const entry = join(projectRoot, 'dist/scripts', script, 'main.js');
    const env = { ...process.env, ...environment };
    return spawnSync(process.execPath, [entry, '--data-dir', platform.dataDir, ...args], {
      encoding: 'utf8',
      env,
      timeout: 100_000,
    });
  }

  it('finds and repairs what is damaged in the bucket', async () => {
    const clean = run('fsck');
    expect(clean.stdout).toContain('1 videos, 0 snapshots and 0 takes looked at: all is well');
    expect(clean.status).toBe(0);
    const storage = new S3Storage({ ...server, forcePathStyle: true });
    await storage.delete(`videos/${film.id}/a${film.attempt}/360p/init.mp4`);
    await storage.delete(`videos/${film.id}/a${film.attempt}/360p/playlist.m3u8`);
    const found = run('fsck', '--json', '--repair');
    expect(found.status).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      videos: 1,
      repaired: 2,
      findings: [{ code: 'published_damaged' }, { code: 'playlists_damaged', done: 'written anew' }],
    });
    film = await platform.api.follow(film.id, undefined, 60_000);
    expect(film).toMatchObject({ status: 'ready', error: null });
    const init = await storage.read(`videos/${film.id}/a${film.attempt}/360p/init.mp4`);
    expect(readInitSegment(Buffer.concat(await init!.toArray())).kind).toBe('video');
    expect(run('fsck').stdout).toContain('all is well');
  });

  it('backs up the database, and says that the bucket is to be copied', () => {
    const { stdout, status } = run('backup', '--to', join(scratch, 'backup'));
    expect(stdout).toContain(`The bucket ${server.bucket} is not in it`);
    expect(stdout).toContain('complete: 0 files');
    expect(status).toBe(0);
  });

  it('the drill compares the restored database with the bucket, and starts no second backend on it', () => {
    const { stdout, status } = run('backup_drill');
    expect(stdout).toContain('fsck of what was restored: 1 videos, 0 found');
    expect(stdout).toContain('nothing was played');
    expect(status).toBe(0);
  });
});
