import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from './s3-storage.js';
import type { S3Settings } from './s3-settings.js';
import { describeBrowserUploads } from './testing/browser-uploads.js';
import { describeDisturbedLine } from './testing/disturbed-line.js';
import { describeObjectStorage } from './testing/object-storage-contract.js';
import {
  countOpenUploads,
  leaveUploadOpen,
  s3IsAvailable,
  s3IsRequired,
  s3MissingMessage,
  startS3UnderTest,
  type S3UnderTest,
} from './testing/s3-under-test.js';
import { failureOf, makeLargeFile, newPrefix, optionsFor, put, readText } from './testing/test-objects.js';

it.runIf(s3IsRequired)('S3 is there to be tested', () => {
  expect(s3IsAvailable, s3MissingMessage).toBe(true);
});

describe.skipIf(!s3IsAvailable)(s3IsAvailable ? 'S3' : `S3: ${s3MissingMessage}`, () => {
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

    it('of a stream are told to its sender, and leave nothing', async () => {
      const storage = storageWith({ secretAccessKey: 'wrong-secret' });
      const stream = Readable.from(Array.from({ length: 9 }, () => Buffer.alloc(9_000_000)));
      const key = `${newPrefix()}x.m4s`;
      const failure = await failureOf(storage.putStream(key, stream, optionsFor(key)));
      expect(failure).toMatchObject({ code: 'storage_unavailable' });
      expect(stream.errored).toBe(failure);
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

  describeDisturbedLine(() => server);
  describeBrowserUploads(() => server);

  it('frees what crashed uploads have left, of those that are old and below the prefix', async () => {
    const [mine, other] = [newPrefix(), newPrefix()];
    for (const prefix of [mine, other]) await leaveUploadOpen(server, `${prefix}720p/seg_00000.m4s`);
    expect(await storageWith({}).removeStaleUploads(mine, 3600)).toBe(0);
    expect(await storageWith({}).removeStaleUploads(mine, 0)).toBe(1);
    expect([await countOpenUploads(server, mine), await countOpenUploads(server, other)]).toEqual([0, 1]);
    await storageWith({}).removeStaleUploads(other, 0);
  });

  it('keeps up with hundreds of small objects at once', async () => {
    const storage = storageWith({});
    const prefix = newPrefix();
    await Promise.all(Array.from({ length: 300 }, (_, index) => put(storage, `${prefix}${index}`, 'x')));
    expect(await readText(storage, `${prefix}299`)).toBe('x');
    expect(await storage.deletePrefix(prefix)).toBe(300);
  });
});
