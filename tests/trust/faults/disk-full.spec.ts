import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { mountSmallDisk, type SmallDisk } from '../../../libs/storage/src/testing/small-disk.js';
import { ask, multipart, multipartType } from '../../platform/http.js';
import { takeStock } from '../../platform/leftovers.js';
import { longSource, shortSource } from '../../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { expectOneVersion, seconds } from '../fault-tools.js';
import { size, trustRow } from '../trust-row.js';

const mebibyte = 1024 ** 2;
const diskBytes = 96 * mebibyte;

/** Where no file system can be mounted there is nothing to fill. */
const disk = mountSmallDisk(diskBytes);

describe.skipIf(!disk)('a disk that somebody else fills', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-disk-full-'));
    longSource(scratch, 6);
    const settings = { UPLOADS_DIR: disk!.folder, DISK_MIN_FREE_BYTES: String(16 * mebibyte) };
    platform = { ...(await startTestPlatform({ settings })), uploadsDir: disk!.folder };
    platform.files = (folder) => readdirSync(join(disk!.folder, folder)).toSorted();
  });
  afterEach(() => makeRoom());
  afterAll(async () => {
    await platform?.close();
    disk?.unmount();
    rmSync(scratch, { recursive: true, force: true });
  });

  const filler = (at = 0): string => join((disk as SmallDisk).folder, `somebody-elses-${at}`);
  const free = (): number => {
    const { bavail, bsize } = statfsSync(disk!.folder);
    return bavail * bsize;
  };
  function makeRoom(): void {
    for (const at of [0, 1]) rmSync(filler(at), { force: true });
  }

  /** To the last byte, also while others write. */
  function fillUp(): void {
    for (const at of [0, 1])
      try {
        writeFileSync(filler(at), Buffer.alloc(free() + mebibyte));
      } catch {
        // that is what it is for
      }
  }

  /**
   * A film that meets a full disk when `isReached`; answers how long it took to be ready once there was room. One that was
   * quicker than whoever fills the disk shows nothing: another is tried.
   */
  async function survive(isReached: (id: string) => Promise<boolean>, triesMax = 5): Promise<number> {
    const { id } = await platform.send(longSource(scratch, 6));
    const worker = platform.workers[0]!.pid();
    await momentOf(() => isReached(id));
    // the disk is full before it does another thing
    process.kill(worker, 'SIGSTOP');
    fillUp();
    const { status } = await platform.api.load(id);
    process.kill(worker, 'SIGCONT');
    if (status === 'ready') {
      expect(triesMax, 'films that were ready before the disk was full').toBeGreaterThan(1);
      makeRoom();
      await platform.api.delete(id);
      return survive(isReached, triesMax - 1);
    }
    const until = Date.now() + size(6000, 30_000);
    while (Date.now() < until) {
      const { status, error } = await platform.api.load(id);
      expect([status, error]).not.toContain('failed');
      // whatever is called ready is whole, full disk or not
      if (status === 'ready') await expectOneVersion(platform, id);
      await sleep(500);
    }
    makeRoom();
    const startedAt = Date.now();
    const video = await platform.api.follow(id, undefined, 90_000);
    expect(video).toMatchObject({ status: 'ready', error: null });
    const tookMs = Date.now() - startedAt;
    await expectOneVersion(platform, id);
    await platform.api.delete(id);
    return tookMs;
  }

  /** Publishing a short film takes a twentieth of a second. */
  async function momentOf(isReached: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await isReached())) {
      expect(Date.now(), 'the moment has not come').toBeLessThan(deadline);
      await sleep(2);
    }
  }

  trustRow(
    'disk full while a file is uploaded, and before',
    '507, nothing of it stays, the next one is taken when there is room',
    async (row) => {
      const before = await takeStock(platform);
      const content = Buffer.alloc(diskBytes);
      readFileSync(shortSource(scratch)).copy(content);
      const upload = (bytes: Buffer) =>
        ask(platform.url, 'POST', '/api/videos', {
          token: platform.token,
          body: multipart([{ name: 'file', fileName: 'film.mp4', content: bytes }]),
          headers: { 'content-type': multipartType },
        });
      const during = await upload(content);
      fillUp();
      const full = await upload(readFileSync(shortSource(scratch)));
      makeRoom();
      row.figure(`answered ${during.status} and ${full.status}`);
      expect([during.status, full.status]).toEqual([507, 507]);
      expect(await takeStock(platform)).toEqual(before);
      const { id } = await platform.send(shortSource(scratch));
      expect(await platform.api.follow(id, undefined, 60_000)).toMatchObject({ status: 'ready' });
      await platform.api.delete(id);
    },
  );

  trustRow(
    'disk full while a film is encoded',
    'never a broken ready, never failed; ready by itself when there is room',
    async (row) => {
      const tookMs = await survive(async (id) => (await platform.api.load(id)).progress > 0.1);
      row.figure(`ready ${seconds(tookMs)} after there was room`);
    },
  );

  trustRow(
    'disk full while a film is published',
    'never a broken ready, never failed; ready by itself when there is room',
    async (row) => {
      const tookMs = await survive(async (id) => {
        const folder = join(platform.uploadsDir, 'media/videos', id, 'a1');
        return existsSync(join(folder, 'storyboard_00.jpg')) || (await isFinishing(id));
      });
      row.figure(`ready ${seconds(tookMs)} after there was room`);
    },
  );

  /** Or past it: the disk is filled at once, and then it is seen whether that was in time. */
  async function isFinishing(id: string): Promise<boolean> {
    const [row] = (await platform.database.query('SELECT stage, status FROM videos WHERE id = $1', [id])) as {
      stage: string | null;
      status: string;
    }[];
    return row?.stage === 'verifying' || row?.stage === 'publishing' || row?.status === 'ready';
  }
});
