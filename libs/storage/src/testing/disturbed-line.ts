import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourcesPrefix } from '@sluice/vod';
import { S3Storage } from '../s3-storage.js';
import { createSourceStore } from '../source-store.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { countOpenUploads, type S3UnderTest } from './s3-under-test.js';
import {
  failureOf,
  forEachIndex,
  listKeys,
  makeFile,
  makeLargeFile,
  newPrefix,
  optionsFor,
  put,
} from './test-objects.js';

/** CompleteMultipartUpload. */
const isCompletion = (method: string, url: string): boolean => method === 'POST' && /[?&]uploadId=/.test(url);

/** What the S3 store does while the line to a real server fails in all the usual ways. */
export function describeDisturbedLine(server: () => S3UnderTest): void {
  describe('a disturbed line', { timeout: 30_000 }, () => {
    let proxy: FaultProxy;
    let storage: S3Storage;
    let scratchDir: string;

    beforeEach(async () => {
      proxy = await startFaultProxy(server().settings.endpoint);
      storage = new S3Storage({ ...server().settings, endpoint: proxy.endpoint });
      scratchDir = await mkdtemp(join(tmpdir(), 'sluice-s3-file-'));
    });

    afterEach(async () => {
      await proxy.close();
      await rm(scratchDir, { recursive: true });
    });

    it('is got over when it is short', async () => {
      const failedOnce = new Set<string>();
      proxy.judge = (method, url) => {
        const key = `${method} ${url}`;
        if (failedOnce.has(key)) return 'none';
        failedOnce.add(key);
        return failedOnce.size % 2 === 0 ? 'cut' : 'unavailable';
      };
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const filePath = await makeLargeFile({ storage, scratchDir }, 20);
      await storage.putFile(key, filePath, optionsFor(key));
      expect((await storage.stat(key))?.sizeBytes).toBe(20 * 1024 * 1024);
      expect(await storage.deletePrefix(key.slice(0, key.lastIndexOf('/') + 1))).toBe(1);
      expect(failedOnce.size).toBeGreaterThan(5);
    });

    it('that breaks a large upload leaves no object and no parts, and keeps the file for another try', async () => {
      proxy.judge = (method, url) =>
        method === 'PUT' && url.includes('partNumber=3') ? 'unavailable' : 'none';
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const filePath = await makeLargeFile({ storage, scratchDir }, 40);
      const failure = await failureOf(storage.putFile(key, filePath, optionsFor(key)));
      expect(failure).toMatchObject({ code: 'storage_unavailable' });
      expect(await storage.stat(key)).toBeNull();
      expect(await countOpenUploads(server(), key)).toBe(0);

      expect(existsSync(filePath)).toBe(true);
      proxy.judge = () => 'none';
      await storage.putFile(key, filePath, optionsFor(key));
      expect((await storage.stat(key))?.sizeBytes).toBe(40 * 1024 * 1024);
    });

    it('that breaks a stream leaves no object and no parts, and its sender is told', async () => {
      proxy.judge = (method, url) =>
        method === 'PUT' && /partNumber=[2-9]/.test(url) ? 'unavailable' : 'none';
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const stream = createReadStream(await makeLargeFile({ storage, scratchDir }, 60));
      const failure = await failureOf(storage.putStream(key, stream, optionsFor(key)));
      expect(failure).toMatchObject({ code: 'storage_unavailable' });
      expect(stream.errored).toBe(failure);
      expect(await storage.stat(key)).toBeNull();
      expect(await countOpenUploads(server(), key)).toBe(0);
    });

    it('that loses the answer to the last request of a large upload does not undo it', async () => {
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const sizeBytes = 20 * 1024 ** 2;
      let asked = 0;
      proxy.judge = (method, url) => {
        if (!isCompletion(method, url)) return 'none';
        asked += 1;
        return asked === 1 ? 'answer-lost' : 'no-such-upload';
      };
      const filePath = await makeLargeFile({ storage, scratchDir }, 20);
      const stream = createReadStream(filePath);
      expect(await storage.putStream(key, stream, optionsFor(key))).toEqual({ sizeBytes });
      await storage.delete(key);
      asked = 0;
      await storage.putFile(key, filePath, optionsFor(key));
      expect(asked).toBe(2);
      expect((await storage.stat(key))?.sizeBytes).toBe(sizeBytes);
    });

    it('is not taken for a lost answer when the upload is gone and the object is not there', async () => {
      proxy.judge = (method, url) => (isCompletion(method, url) ? 'no-such-upload' : 'none');
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const filePath = await makeLargeFile({ storage, scratchDir }, 20);
      const failure = await failureOf(storage.putFile(key, filePath, optionsFor(key)));
      expect(failure).toMatchObject({ detail: 'S3 upload failed: NoSuchUpload' });
      expect(existsSync(filePath)).toBe(true);
    });

    it('that never tells that a source is stored leaves none in the bucket', async () => {
      proxy.judge = (method, url) => (isCompletion(method, url) ? 'answer-lost' : 'none');
      const listed = (): Promise<string[]> => listKeys(storage, sourcesPrefix);
      const before = await listed();
      const sources = createSourceStore('s3', storage, scratchDir);
      const film = createReadStream(await makeLargeFile({ storage, scratchDir }, 20));
      expect(await failureOf(sources.receive(film))).toMatchObject({ code: 'storage_unavailable' });
      expect(await listed()).toEqual(before);
    });

    it('never hides why a stream broke', async () => {
      proxy.judge = (method) => (method === 'DELETE' ? 'unavailable' : 'none');
      const broken = new RangeError('the line went dead');
      async function* breaking(): AsyncGenerator<Buffer> {
        yield Buffer.alloc(20_000_000);
        throw broken;
      }
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const storing = storage.putStream(key, Readable.from(breaking()), optionsFor(key));
      expect(await failureOf(storing)).toBe(broken);
    });

    it('with a server that cannot delete many at once still deletes all', async () => {
      const prefix = newPrefix();
      await forEachIndex(40, (index) => put(storage, `${prefix}${index}`, 'x'));
      let refused = 0;
      proxy.judge = (method, url) => {
        if (method !== 'POST' || !url.includes('delete')) return 'none';
        refused += 1;
        return 'not-implemented';
      };
      expect(await storage.deletePrefix(prefix)).toBe(40);
      expect(refused).toBe(1);
      expect(await listKeys(storage, prefix)).toEqual([]);
    });

    it('with a server that never answers is noticed', async () => {
      proxy.judge = () => 'silence';
      const startedMs = Date.now();
      expect(await failureOf(storage.check())).toMatchObject({ code: 'storage_unavailable' });
      expect(Date.now() - startedMs).toBeLessThan(10_000);
    });

    it('that breaks in the middle of a read is an error and not a short object', async () => {
      const key = `${newPrefix()}poster.jpg`;
      await storage.putFile(
        key,
        await makeFile({ storage, scratchDir }, Buffer.alloc(12_000_000)),
        optionsFor(key),
      );
      const stream = await storage.read(key);
      const reading = (async () => {
        let sizeBytes = 0;
        for await (const chunk of stream!) {
          sizeBytes += (chunk as Buffer).length;
          proxy.disconnect();
        }
        return sizeBytes;
      })();
      expect(await failureOf(reading)).toMatchObject({ code: 'storage_unavailable' });
    });

    it('that falls silent in the middle of a read is an error too', async () => {
      const key = `${newPrefix()}poster.jpg`;
      const bytes = Buffer.alloc(12_000_000);
      await storage.putFile(key, await makeFile({ storage, scratchDir }, bytes), optionsFor(key));
      proxy.judge = () => 'silence-after-a-while';
      const stream = await storage.read(key);
      expect(await failureOf(buffer(stream!))).toMatchObject({ code: 'storage_unavailable' });
    });
  });
}
