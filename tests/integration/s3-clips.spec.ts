import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import {
  clockOfPicture,
  newestMs,
  playClock,
  startLivePlatform,
  type LivePlatform,
} from '../platform/live-platform.js';
import { eventually } from '../platform/test-platform.js';

/** Two pictures of 30 a second, and what the buffer's clock may be off while it settles. */
const closeMs = 80;

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('clips with their films in a bucket', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let platform: LivePlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-clips-'));
    server = await startS3Server();
    platform = await startLivePlatform({
      STORAGE_DRIVER: 's3',
      S3_ENDPOINT: server.endpoint,
      S3_REGION: server.region,
      S3_BUCKET: server.bucket,
      S3_ACCESS_KEY_ID: server.accessKeyId,
      S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    });
  });
  afterAll(async () => {
    await platform?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** As a browser loads a picture of the gallery: without a header of its own. */
  async function loadPicture(address: string): Promise<string> {
    const response = await fetch(new URL(address, platform.url));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const path = join(scratch, 'picture.jpg');
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    return path;
  }

  it('load: the picture of the start, that of the middle, the preview and the film', async () => {
    const { live, camera, api } = platform;
    const newest = await newestMs(platform);
    const [fromMs, toMs] = [newest - 2500, newest - 500];
    const clip = await live.cut(camera.id, fromMs, toMs, { visibility: 'public' });
    expect(clip.playable).toBe(true);
    const preview = playClock(platform, clip);
    expect(Math.abs(preview.at(-1)! + 33 - toMs)).toBeLessThanOrEqual(closeMs);

    await eventually('a picture', async () => (await api.load(clip.id)).thumbnailUrl !== null);
    const early = await api.load(clip.id);
    for (const address of [early.posterUrl!, early.thumbnailUrl!])
      expect(Math.abs(clockOfPicture(await loadPicture(address), fromMs) - fromMs)).toBeLessThan(
        2000 + closeMs,
      );

    const film = await api.follow(clip.id, undefined, 90_000);
    expect(film).toMatchObject({ status: 'ready', clip: { state: 'cut', gaps: [] } });
    const shown = playClock(platform, film);
    expect(Math.abs(shown[0]! - fromMs)).toBeLessThanOrEqual(closeMs);
    expect(Math.abs(shown.at(-1)! + 33 - toMs)).toBeLessThanOrEqual(closeMs);
    await loadPicture(film.posterUrl!);
    const rows: { path: string; poster: string }[] = await platform.database.query(
      'SELECT source_path AS path, poster FROM videos WHERE id = $1',
      [clip.id],
    );
    // keys, never addresses
    expect(rows[0]!.path).toMatch(/^sources\/[0-9a-f-]{36}\/[0-9a-f]{32}$/);
    expect(rows[0]!.poster).toMatch(/^videos\/[0-9a-f-]{36}\/a\d+\/poster\.jpg$/);
  });

  it('and snapshots keep their address, wherever they lie', async () => {
    const { live, camera, token } = platform;
    const snapshot = await live.snapshot(camera.id);
    const { status, headers } = await live.ask('GET', snapshot.url);
    expect([status, headers['cache-control']]).toEqual([302, 'no-store']);
    const followed = await fetch(platform.url + snapshot.url, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([followed.status, (await followed.arrayBuffer()).byteLength]).toEqual([200, snapshot.sizeBytes]);
  });
});
