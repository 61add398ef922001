import { existsSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import {
  listKeys,
  makeFile,
  makeLargeFile,
  memoryGrowthBytes,
  newPrefix,
  optionsFor,
  put,
  readBytes,
  readText,
} from './test-objects.js';

export function describeObjects(bench: () => StorageBench): void {
  describe('one object', () => {
    it('gives back the bytes and the size of what was put', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const body = Buffer.from([0, 255, 10, 13, 0, 128]);
      await put(storage, key, body);
      expect(await readBytes(storage, key)).toEqual(body);
      expect(await storage.stat(key)).toEqual({ key, sizeBytes: 6, modifiedAt: expect.any(Date) });
    });

    it('knows since when it is there, in a list too', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      // S3 counts in seconds
      const before = Date.now() - 1000;
      await put(storage, `${prefix}poster.jpg`, 'x');
      const times = [(await storage.stat(`${prefix}poster.jpg`))?.modifiedAt];
      for await (const { modifiedAt } of storage.list(prefix)) times.push(modifiedAt);
      expect(times).toHaveLength(2);
      for (const time of times) {
        expect(time?.getTime()).toBeGreaterThan(before - 1000);
        expect(time?.getTime()).toBeLessThan(Date.now() + 1000);
      }
    });

    it('stores text as UTF-8', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}storyboard.vtt`;
      await put(storage, key, 'WEBVTT – naïve');
      expect(await readText(storage, key)).toBe('WEBVTT – naïve');
      expect((await storage.stat(key))?.sizeBytes).toBe(Buffer.byteLength('WEBVTT – naïve'));
    });

    it('stores an empty object and an empty file', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      await put(storage, `${prefix}poster.jpg`, '');
      await storage.putFile(
        `${prefix}thumbnail.jpg`,
        await makeFile(bench(), ''),
        optionsFor('thumbnail.jpg'),
      );
      expect(await readText(storage, `${prefix}poster.jpg`)).toBe('');
      expect((await storage.stat(`${prefix}thumbnail.jpg`))?.sizeBytes).toBe(0);
    });

    it('replaces an object, also by a shorter one', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}master.m3u8`;
      await put(storage, key, 'the first, longer playlist');
      await put(storage, key, 'the second');
      expect(await readText(storage, key)).toBe('the second');
      await storage.putFile(key, await makeFile(bench(), 'third'), optionsFor(key));
      expect(await readText(storage, key)).toBe('third');
      expect((await storage.stat(key))?.sizeBytes).toBe(5);
    });

    it('has nothing where nothing was put', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      await put(storage, `${prefix}720p/init.mp4`, 'x');
      for (const key of [`${prefix}poster.jpg`, `${prefix}720p`, `${prefix}720p/init.mp4/x`]) {
        expect(await storage.stat(key)).toBeNull();
        expect(await storage.read(key)).toBeNull();
      }
    });

    it('deletes an object, and deleting again is no error', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      await put(storage, `${prefix}720p/init.mp4`, 'x');
      await put(storage, `${prefix}720p/seg_00000.m4s`, 'y');
      await storage.delete(`${prefix}720p/init.mp4`);
      await storage.delete(`${prefix}720p/init.mp4`);
      await storage.delete(`${prefix}720p`);
      expect(await storage.stat(`${prefix}720p/init.mp4`)).toBeNull();
      expect(await listKeys(storage, prefix)).toEqual([`${prefix}720p/seg_00000.m4s`]);
    });

    it('can be read by many at once, and left in the middle', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}poster.jpg`;
      await put(storage, key, Buffer.alloc(3_000_000, 'a'));
      const abandoned = await storage.read(key);
      abandoned?.destroy();
      if (abandoned) await once(abandoned, 'close');
      const sizes = await Promise.all(
        Array.from({ length: 8 }, async () => (await readBytes(storage, key))?.length),
      );
      expect(sizes).toEqual(Array.from({ length: 8 }, () => 3_000_000));
    });
  });

  describe('a file', () => {
    it('belongs to the store once it is stored', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}audio/seg_00000.m4s`;
      const filePath = await makeFile(bench(), 'sound');
      await storage.putFile(key, filePath, optionsFor(key));
      expect(existsSync(filePath)).toBe(false);
      expect(await readText(storage, key)).toBe('sound');
    });

    it('of any size takes bounded memory', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}1080p/seg_00000.m4s`;
      // The first one pays for what is loaded on first use.
      await storage.putFile(key, await makeLargeFile(bench(), 20), optionsFor(key));
      const filePath = await makeLargeFile(bench(), 160);
      const growth = await memoryGrowthBytes(() => storage.putFile(key, filePath, optionsFor(key)));
      expect((await storage.stat(key))?.sizeBytes).toBe(160 * 1024 * 1024);
      await storage.delete(key);
      expect(growth).toBeLessThan(96 * 1024 * 1024);
    });

    it('that is missing or a link is the mistake of the caller, and the old object stays', async () => {
      const { storage, scratchDir } = bench();
      const key = `${newPrefix()}poster.jpg`;
      await put(storage, key, 'old');
      const link = join(scratchDir, 'link');
      await symlink(await makeFile(bench(), 'secret'), link);
      for (const filePath of [join(scratchDir, 'missing'), link]) {
        const error: unknown = await storage
          .putFile(key, filePath, optionsFor(key))
          .catch((thrown) => thrown);
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(SluiceError);
      }
      await rm(link);
      expect(await readText(storage, key)).toBe('old');
    });
  });
}
