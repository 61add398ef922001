import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readinessSchema } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountSmallDisk, type SmallDisk } from '../../libs/storage/src/testing/small-disk.js';
import { ask } from '../platform/http.js';
import { longSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const mebibyte = 1024 ** 2;

/** Where no file system can be mounted there is nothing to fill. */
const disk = mountSmallDisk(128 * mebibyte);

describe.skipIf(!disk)('a worker on a disk that is as good as full', () => {
  let platform: TestPlatform;
  let scratch: string;
  const filler = (): string => join((disk as SmallDisk).folder, 'somebody-elses');

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-full-disk-'));
    const settings = { UPLOADS_DIR: disk!.folder, DISK_MIN_FREE_BYTES: String(32 * mebibyte) };
    platform = await startTestPlatform({ settings });
  });
  afterAll(async () => {
    await platform?.close();
    disk?.unmount();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Leaves so many bytes of the disk free. */
  function fill(leftBytes: number): void {
    const { bavail, bsize } = statfsSync(disk!.folder);
    writeFileSync(filler(), Buffer.alloc(bavail * bsize - leftBytes));
  }
  const linesOf = (text: string): number => platform.log.filter((line) => line.includes(text)).length;
  const storage = async () =>
    readinessSchema.parse(JSON.parse((await ask(platform.url, 'GET', '/api/health/ready')).text)).checks
      .storage;

  it('takes nothing, uses no try, says so once, and goes on by itself when there is room', async () => {
    const { id } = await platform.send(longSource(scratch, 12));
    await eventually('encoding', async () => (await platform.api.load(id)).progress > 0.05);
    fill(20 * mebibyte);
    await eventually('it says so', () => linesOf('the disk is full: no job is taken') === 1);
    expect(await storage()).toEqual({ ok: false, detail: expect.stringContaining('DISK_MIN_FREE_BYTES') });
    // what runs goes on to its end; then nothing is taken
    const running = async (): Promise<number> => {
      const [{ count }] = await platform.database.query(
        'SELECT count(*)::int AS count FROM chunks WHERE lease_until > now()',
      );
      return count as number;
    };
    await eventually('nobody works', async () => (await running()) === 0, 60_000);
    const claims = async (): Promise<unknown> =>
      platform.database.query('SELECT index, claims, tries FROM chunks ORDER BY index');
    const before = await claims();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(await claims()).toEqual(before);
    expect((await platform.api.load(id)).status).not.toBe('failed');
    rmSync(filler());
    const video = await platform.api.follow(id, undefined, 90_000);
    expect(video).toMatchObject({ status: 'ready', error: null, attempt: 1 });
    expect(linesOf('there is room on the disk again')).toBe(1);
    expect((await storage()).ok).toBe(true);
  });

  it('stops within seconds while it waits', async () => {
    fill(20 * mebibyte);
    await eventually('it waits', () => linesOf('the disk is full: no job is taken') === 2);
    const startedAt = Date.now();
    await platform.workers[0]!.stop('SIGTERM', 14_000);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    rmSync(filler());
  });
});
