import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from './s3-storage.js';
import type { S3Settings } from './s3-settings.js';
import { startFaultProxy, type FaultProxy } from './testing/fault-proxy.js';
import { describeObjectStorage } from './testing/object-storage-contract.js';
import {
  countOpenUploads,
  s3IsAvailable,
  s3MissingMessage,
  startS3UnderTest,
  type S3UnderTest,
} from './testing/s3-under-test.js';
import {
  forEachIndex,
  listKeys,
  makeFile,
  makeLargeFile,
  newPrefix,
  optionsFor,
  put,
  readText,
} from './testing/test-objects.js';

const required = process.env['REQUIRE_S3'] === '1';

it.runIf(required)('S3 is there to be tested', () => {
  expect(s3IsAvailable, s3MissingMessage).toBe(true);
});

describe.skipIf(!s3IsAvailable)(`S3 (${s3IsAvailable ? 'a real server' : s3MissingMessage})`, () => {
  let server: S3UnderTest;

  beforeAll(async () => {
    server = await startS3UnderTest();
  }, 120_000);

  afterAll(() => server?.stop(), 30_000);

  const storageWith = (changes: Partial<S3Settings>): S3Storage =>
    new S3Storage({ ...server.settings, ...changes });

  describeObjectStorage('S3', async () => ({ storage: storageWith({}), close: async () => undefined }));

  describe('addresses', () => {
    it('are signed, and the server refuses one that was tampered with', async () => {
      const prefix = newPrefix();
      await put(storageWith({}), `${prefix}poster.jpg`, 'mine');
      await put(storageWith({}), `${prefix}thumbnail.jpg`, 'not asked for');
      const url = await storageWith({}).urlFor(`${prefix}poster.jpg`, 600);
      expect(await (await fetch(url)).text()).toBe('mine');

      const otherKey = url.replace('poster.jpg', 'thumbnail.jpg');
      const longer = url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=86400');
      const unsigned = url.replace(/\?.*/, '');
      for (const tampered of [otherKey, longer, unsigned]) expect((await fetch(tampered)).status).toBe(403);
    });

    it('may be fetched by players on another origin', async () => {
      const key = `${newPrefix()}poster.jpg`;
      await put(storageWith({}), key, 'x');
      const url = await storageWith({}).urlFor(key, 600);
      const answer = await fetch(url, { headers: { Origin: 'https://videos.example' } });
      expect(answer.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/videos\.example)$/);
    });

    it('are plain ones below a public address', async () => {
      const storage = storageWith({ publicUrl: 'https://cdn.example/media/' });
      expect(await storage.urlFor('videos/a/poster.jpg', 60)).toBe(
        'https://cdn.example/media/videos/a/poster.jpg',
      );
    });
  });

  describe('refusals', () => {
    it.each([
      ['a wrong secret', { secretAccessKey: 'wrong-secret' }, 'SignatureDoesNotMatch'],
      ['an unknown access key', { accessKeyId: 'UNKNOWNACCESSKEY' }, 'InvalidAccessKeyId'],
      ['a bucket that is not there', { bucket: 'no-such-bucket' }, 'NoSuchBucket'],
    ])('of %s are storage_unavailable at once', async (_what, changes, code) => {
      const startedMs = Date.now();
      const failure = await failureOf(storageWith(changes).check());
      expect(failure).toMatchObject({ code: 'storage_unavailable', detail: `S3 PutObject failed: ${code}` });
      expect(Date.now() - startedMs).toBeLessThan(2000);
    });

    it('never tell a credential or a signature to the log', async () => {
      const secretAccessKey = 'wrong-secret';
      const failure = await failureOf(storageWith({ secretAccessKey }).check());
      const logged = JSON.stringify([
        failure,
        { ...failure },
        failure.cause,
        String(failure.cause),
        failure.stack,
      ]);
      expect(logged).not.toMatch(new RegExp(`${secretAccessKey}|${server.settings.accessKeyId}|AWS4-HMAC`));
    });

    it('of one large file leave neither an object nor the parts', async () => {
      const bench = { scratchDir: await mkdtemp(join(tmpdir(), 'sluice-s3-file-')) };
      const storage = storageWith({ secretAccessKey: 'wrong-secret' });
      const filePath = await makeLargeFile({ ...bench, storage }, 20);
      const failure = await failureOf(storage.putFile('videos/a/x.m4s', filePath, optionsFor('x.m4s')));
      expect(failure).toMatchObject({
        code: 'storage_unavailable',
        detail: 'S3 upload failed: SignatureDoesNotMatch',
      });
      await rm(bench.scratchDir, { recursive: true });
    });
  });

  describe('a disturbed line', () => {
    let proxy: FaultProxy;
    let storage: S3Storage;
    let scratchDir: string;

    beforeEach(async () => {
      proxy = await startFaultProxy(server.settings.endpoint);
      storage = storageWith({ endpoint: proxy.endpoint });
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
      expect(await countOpenUploads(server, key)).toBe(0);

      expect(existsSync(filePath)).toBe(true);
      proxy.judge = () => 'none';
      await storage.putFile(key, filePath, optionsFor(key));
      expect((await storage.stat(key))?.sizeBytes).toBe(40 * 1024 * 1024);
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

    it('with a server that never answers is noticed', { timeout: 40_000 }, async () => {
      proxy.judge = () => 'silence';
      const startedMs = Date.now();
      expect(await failureOf(storage.check())).toMatchObject({ code: 'storage_unavailable' });
      expect(Date.now() - startedMs).toBeLessThan(30_000);
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
  });

  it('keeps up with a hundred small objects at once', async () => {
    const storage = storageWith({});
    const prefix = newPrefix();
    await Promise.all(Array.from({ length: 300 }, (_, index) => put(storage, `${prefix}${index}`, 'x')));
    expect(await readText(storage, `${prefix}299`)).toBe('x');
    expect(await storage.deletePrefix(prefix)).toBe(300);
  });
});

describe('S3Storage without a server', () => {
  const nowhere = {
    region: 'us-east-1',
    bucket: 'films',
    accessKeyId: 'AK',
    secretAccessKey: 'SK',
    forcePathStyle: true,
  };

  it.each([
    ['that refuses connections', 'http://127.0.0.1:9', 3000],
    ['that nobody answers at', 'http://192.0.2.1', 12_000],
    ['that has no name', 'http://s3.invalid', 12_000],
  ])('notices an endpoint %s within seconds', { timeout: 20_000 }, async (_what, endpoint, limitMs) => {
    const startedMs = Date.now();
    const failure = await failureOf(new S3Storage({ ...nowhere, endpoint }).check());
    expect(failure).toMatchObject({ code: 'storage_unavailable' });
    expect(Date.now() - startedMs).toBeLessThan(limitMs);
  });

  it('describes itself without a secret', () => {
    const endpoint = 'https://user:password@s3.example:9000/path';
    expect(new S3Storage({ ...nowhere, endpoint }).description).toBe(
      's3 bucket films at https://s3.example:9000',
    );
    expect(new S3Storage(nowhere).description).toBe('s3 bucket films at AWS us-east-1');
  });
});

async function failureOf(action: Promise<unknown>): Promise<Error> {
  return action.then(
    () => expect.fail('should have failed'),
    (error: Error) => error,
  );
}
