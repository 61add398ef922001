import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoPage } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { playWithFfmpeg } from '../../scripts/api/play-with-ffmpeg.js';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import { shortSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('a platform that keeps its media in S3', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-'));
    server = await startS3Server();
    platform = await startTestPlatform({
      settings: {
        STORAGE_DRIVER: 's3',
        S3_ENDPOINT: server.endpoint,
        S3_REGION: server.region,
        S3_BUCKET: server.bucket,
        S3_ACCESS_KEY_ID: server.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.secretAccessKey,
      },
    });
  });
  afterAll(async () => {
    await platform?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('plays from signed addresses of the store; the backend moves no segment', async () => {
    const video = await platform.api.follow(
      (await platform.send(shortSource(scratch))).id,
      undefined,
      60_000,
    );
    expect(video).toMatchObject({ status: 'ready', error: null });
    expect(platform.files('media')).toEqual([]);

    const base = `${platform.url}/media/videos/${video.id}`;
    const playlist = await (await fetch(`${base}/360p/playlist.m3u8`)).text();
    const addresses = playlist.split('\n').filter((line) => line.startsWith('http'));
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address.startsWith(server.endpoint)).toBe(true);

    expect(playWithFfmpeg(`${platform.url}${video.hlsUrl}`)).toBeCloseTo(2, 1);
    const { rules } = await checkHls(`${platform.url}${video.hlsUrl}`);
    expect(rules.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual([]);
    expect((await fetch(video.posterUrl!)).headers.get('content-type')).toBe('image/jpeg');
  });

  it('refuses a segment whose signature was changed, and one without', async () => {
    const page = (await (await fetch(`${platform.url}/api/videos`)).json()) as VideoPage;
    const video = page.items[0]!;
    const playlist = await (
      await fetch(`${platform.url}/media/videos/${video.id}/360p/playlist.m3u8`)
    ).text();
    const address = new URL(playlist.split('\n').find((line) => line.startsWith('http'))!);
    expect((await fetch(address)).status).toBe(200);
    const changed = new URL(address);
    changed.searchParams.set('X-Amz-Signature', '0'.repeat(64));
    expect((await fetch(changed)).status).toBe(403);
    expect((await fetch(address.origin + address.pathname)).status).toBe(403);
  });

  it('deletes what it stored', async () => {
    const { id, posterUrl } = await platform.api.follow(
      (await platform.send(shortSource(scratch))).id,
      undefined,
      60_000,
    );
    await platform.api.delete(id);
    await eventually('the poster is gone', async () => (await fetch(posterUrl!)).status === 404);
  });
});
