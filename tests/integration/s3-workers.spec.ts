import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import { longSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('workers that share neither disk nor folder', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let platform: TestPlatform;
  let scratch: string;
  let workerDirs: string[];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-workers-'));
    workerDirs = ['one', 'two'].map((name) => join(scratch, name));
    longSource(scratch, 75);
    server = await startS3Server();
    platform = await startTestPlatform({
      settings: {
        STORAGE_DRIVER: 's3',
        S3_ENDPOINT: server.endpoint,
        S3_REGION: server.region,
        S3_BUCKET: server.bucket,
        S3_ACCESS_KEY_ID: server.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.secretAccessKey,
        WORKER_CONCURRENCY: '1',
      },
      workerSettings: workerDirs.map((UPLOADS_DIR) => ({ UPLOADS_DIR })),
    });
  });
  afterAll(async () => {
    await platform?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('work on one video; when one of them is killed the other goes on, and the film is whole', async () => {
    const { id } = await platform.send(longSource(scratch, 75));
    const workersOf = async (): Promise<string[]> => {
      const rows: { worker: string }[] = await platform.database.query(
        `SELECT DISTINCT worker FROM chunks WHERE video_id = $1 AND kind = 'picture' AND state = 'done'`,
        [id],
      );
      return rows.map(({ worker }) => worker);
    };
    await eventually('both have done chunks', async () => (await workersOf()).length === 2, 60_000);
    process.kill(platform.workers[0]!.pid(), 'SIGKILL');

    const ready = await platform.api.follow(id, undefined, 110_000);
    expect(ready).toMatchObject({ status: 'ready', attempt: 1, error: null });
    expect(ready.durationSec).toBeCloseTo(75, 1);
    const report = await checkHls(platform.url + ready.hlsUrl!);
    expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);

    expect(platform.files('media')).toEqual([]);
    expect(platform.files('sources')).toEqual([]);
    for (const folder of workerDirs) {
      expect(existsSync(join(folder, 'media'))).toBe(false);
      expect(readdirSync(join(folder, 'work', 'sources')).length).toBeGreaterThan(0);
    }
  });
});
