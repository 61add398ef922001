import { createReadStream, existsSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalStorage } from './local-storage.js';
import type { ObjectStorage } from './object-storage.js';
import { describeObjectStorage, type StorageUnderTest } from './testing/object-storage-contract.js';
import { contractOf } from './testing/send-put.js';
import { startSignedPutServer } from './testing/signed-put-server.js';
import { listKeys, optionsFor, put, readText } from './testing/test-objects.js';
import { mountSmallDisk, withFileSizeLimit } from './testing/small-disk.js';

const otherDevice = '/dev/shm';
const hasOtherDevice = existsSync(otherDevice) && statSync(otherDevice).dev !== statSync(tmpdir()).dev;

async function makeLocalStorage(parentDir: string): Promise<StorageUnderTest> {
  const rootDir = await mkdtemp(join(parentDir, 'sluice-local-'));
  const uploadSecret = 'a secret of the tests';
  const storage = new LocalStorage({ rootDir: join(rootDir, 'media'), uploadSecret });
  const server = await startSignedPutServer(storage, uploadSecret);
  const close = async (): Promise<void> => {
    await server.close();
    await rm(rootDir, { recursive: true });
  };
  return { storage, baseUrl: server.baseUrl, close };
}

describeObjectStorage('local disk', () => makeLocalStorage(tmpdir()));

// Files come from the temporary folder, so here none of them can be moved by a rename.
describe.skipIf(!hasOtherDevice)(`files from another device than the store (needs ${otherDevice})`, () => {
  describeObjectStorage('local disk on another device', () => makeLocalStorage(otherDevice));
});

describe('LocalStorage', () => {
  let folder: string;
  let rootDir: string;
  let storage: ObjectStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-local-'));
    rootDir = join(folder, 'media');
    storage = new LocalStorage({ rootDir });
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('keeps objects at the path that it tells', async () => {
    await put(storage, 'videos/a/poster.jpg', 'x');
    expect(storage.localPath('videos/a/poster.jpg')).toBe(join(rootDir, 'videos/a/poster.jpg'));
    expect(existsSync(storage.localPath('videos/a/poster.jpg')!)).toBe(true);
  });

  it('does not take temporary files and what file managers leave for objects, and deletes them with the prefix', async () => {
    await put(storage, 'videos/a/poster.jpg', 'x');
    await writeFile(join(rootDir, 'videos/a/.poster.jpg.left-by-a-crash.tmp'), 'half');
    await writeFile(join(rootDir, 'videos/a/.DS_Store'), 'x');
    expect(await listKeys(storage, 'videos/')).toEqual(['videos/a/poster.jpg']);
    expect(await storage.deletePrefix('videos/a/')).toBe(1);
    expect(await readdir(join(rootDir, 'videos'))).toEqual([]);
  });

  it('says storage_unavailable with the cause when the folder cannot be used', async () => {
    await writeFile(rootDir, 'a file where the folder should be');
    const failure = {
      code: 'storage_unavailable',
      cause: expect.objectContaining({ code: expect.any(String) }),
    };
    await expect(put(storage, 'videos/a', 'x')).rejects.toMatchObject(failure);
    await expect(storage.check()).rejects.toMatchObject(failure);
  });

  it('finishes a delete that a crash interrupted, when it is tried again', async () => {
    await put(storage, 'videos/a/poster.jpg', 'x');
    await put(storage, 'videos/b/poster.jpg', 'x');
    await rename(join(rootDir, 'videos/a'), join(rootDir, 'videos/.a.interrupted.deleted'));
    expect(await storage.deletePrefix('videos/a/')).toBe(0);
    expect(await readdir(join(rootDir, 'videos'))).toEqual(['b']);
  });

  it('stores objects while their prefix is being deleted', async () => {
    for (let round = 0; round < 100; round += 1) {
      const filePath = join(folder, 'file');
      await writeFile(filePath, 'x');
      await Promise.all([
        put(storage, 'videos/a/720p/init.mp4', 'x'),
        storage.putFile('videos/a/480p/init.mp4', filePath, optionsFor('init.mp4')),
        sleep(round % 3).then(() => storage.deletePrefix('videos/a/')),
      ]);
    }
  });

  it.skipIf(process.getuid?.() === 0)('says storage_unavailable when it may not read', async () => {
    await mkdir(rootDir);
    await chmod(rootDir, 0);
    await expect(storage.stat('videos/a')).rejects.toMatchObject({ code: 'storage_unavailable' });
    await chmod(rootDir, 0o700);
  });

  it('never names the folder in what people see', async () => {
    await writeFile(rootDir, 'a file where the folder should be');
    const failure = (await put(storage, 'videos/a', 'x').catch((error: unknown) => error)) as {
      detail: string;
    };
    expect(failure.detail).not.toContain(folder);
  });

  it('says disk_full at a limit on the file size, keeps the old object and the file', async () => {
    const filePath = join(folder, 'file');
    await writeFile(filePath, Buffer.alloc(600_000));
    await put(storage, 'videos/a/poster.jpg', 'old');
    await withFileSizeLimit(200_000, async () => {
      const tooLarge = put(storage, 'videos/a/poster.jpg', Buffer.alloc(600_000));
      await expect(tooLarge).rejects.toMatchObject({ code: 'disk_full' });
    });
    expect(await readdir(join(rootDir, 'videos/a'))).toEqual(['poster.jpg']);
    expect(await readText(storage, 'videos/a/poster.jpg')).toBe('old');
  });

  it('says disk_full of a stream too, to its sender as well, and leaves nothing half', async () => {
    await put(storage, 'videos/a/poster.jpg', 'old');
    const stream = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(60_000)));
    await withFileSizeLimit(200_000, async () => {
      const tooLarge = storage.putStream('videos/a/poster.jpg', stream, optionsFor('poster.jpg'));
      await expect(tooLarge).rejects.toMatchObject({ code: 'disk_full' });
    });
    expect(stream.errored).toMatchObject({ code: 'disk_full' });
    expect(await readdir(join(rootDir, 'videos/a'))).toEqual(['poster.jpg']);
    expect(await readText(storage, 'videos/a/poster.jpg')).toBe('old');
  });

  it('leaves no file of a stream that breaks', async () => {
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(1_000_000);
      expect(await readdir(join(rootDir, 'videos/a'))).toHaveLength(1);
      throw new RangeError('the line went dead');
    }
    const storing = storage.putStream('videos/a/x.m4s', Readable.from(breaking()), optionsFor('x.m4s'));
    await expect(storing).rejects.toThrow(RangeError);
    expect(await readdir(join(rootDir, 'videos/a'))).toEqual([]);
  });

  it('lets nobody else on the machine read what came as a stream', async () => {
    await storage.putStream('videos/a/x.m4s', Readable.from([Buffer.from('x')]), optionsFor('x.m4s'));
    expect(statSync(join(rootDir, 'videos/a/x.m4s')).mode & 0o007).toBe(0);
  });

  it('signs nothing without a secret', async () => {
    const signing = storage.signPut('recordings/a/000000-00.m4s', contractOf(Buffer.from('x')));
    await expect(signing).rejects.toThrow(TypeError);
  });

  it('says disk_full, leaves nothing half, keeps the file, and works again when there is room', async ({
    skip,
  }) => {
    const disk = mountSmallDisk(1_000_000);
    if (!disk) return skip('needs the right to mount a small disk');
    try {
      await fillAndRecover(new LocalStorage({ rootDir: join(disk.folder, 'media') }), disk.folder);
    } finally {
      disk.unmount();
    }
  });

  async function fillAndRecover(onSmallDisk: ObjectStorage, diskFolder: string): Promise<void> {
    const filePath = join(folder, 'file');
    const options = optionsFor('x.m4s');
    await writeFile(filePath, Buffer.alloc(600_000, 'f'));
    await put(onSmallDisk, 'videos/a/poster.jpg', Buffer.alloc(600_000, 'p'));

    const full = { code: 'disk_full' };
    await expect(put(onSmallDisk, 'videos/b/x.m4s', Buffer.alloc(600_000))).rejects.toMatchObject(full);
    await expect(onSmallDisk.putFile('videos/b/x.m4s', filePath, options)).rejects.toMatchObject(full);
    const stream = createReadStream(filePath);
    await expect(onSmallDisk.putStream('videos/b/x.m4s', stream, options)).rejects.toMatchObject(full);
    const left = await readdir(diskFolder, { recursive: true });
    expect(left.toSorted()).toEqual([
      'media',
      'media/videos',
      'media/videos/a',
      'media/videos/a/poster.jpg',
      'media/videos/b',
    ]);

    await onSmallDisk.delete('videos/a/poster.jpg');
    await onSmallDisk.putFile('videos/b/x.m4s', filePath, options);
    expect(await readText(onSmallDisk, 'videos/b/x.m4s')).toBe('f'.repeat(600_000));
  }
});
