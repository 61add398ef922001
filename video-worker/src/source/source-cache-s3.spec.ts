import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createSourceStore, S3Storage, type SourceStore } from '@sluice/storage';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../../libs/storage/src/testing/fault-proxy.js';
import { memoryGrowthBytes, sha256Of } from '../../../libs/storage/src/testing/test-objects.js';
import {
  s3IsAvailable,
  s3IsRequired,
  s3MissingMessage,
  startS3UnderTest,
  type S3UnderTest,
} from '../../../libs/storage/src/testing/s3-under-test.js';
import { SourceCache, type SourceFile } from './source-cache.js';

const megabyte = 1024 * 1024;
const log = pino({ level: 'silent' });
const never = new AbortController().signal;

it.runIf(s3IsRequired)('S3 is there to be tested', () => {
  expect(s3IsAvailable, s3MissingMessage).toBe(true);
});

describe.skipIf(!s3IsAvailable)('sources from S3', { timeout: 60_000 }, () => {
  let server: S3UnderTest;
  let proxy: FaultProxy;
  let sources: SourceStore;
  let dir: string;

  beforeAll(async () => {
    server = await startS3UnderTest();
  }, 120_000);
  afterAll(() => server?.stop(), 30_000);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sluice-cache-s3-'));
    proxy = await startFaultProxy(server.settings.endpoint);
    const settings = { ...server.settings, endpoint: proxy.endpoint };
    sources = createSourceStore('s3', new S3Storage(settings), '/nowhere');
  });
  afterEach(async () => {
    await proxy.close();
    await rm(dir, { recursive: true });
  });

  const makeCache = (): SourceCache => new SourceCache({ sources, dir, maxBytes: 1e10, log });

  /** Every megabyte differs, so that lost, doubled and swapped parts show. */
  async function store(sizeMegabytes: number): Promise<SourceFile> {
    const block = randomBytes(megabyte);
    const hash = createHash('sha256');
    function* pieces(): Generator<Buffer> {
      for (let index = 0; index < sizeMegabytes; index += 1) {
        const piece = Buffer.from(block);
        piece.writeUInt32BE(index);
        hash.update(piece);
        yield piece;
      }
    }
    const stored = await sources.receive(Readable.from(pieces()));
    return { ...stored, sha256: hash.digest('hex') };
  }

  it('come as they were stored, in bounded memory', async () => {
    // the first one pays for what is loaded on first use
    (await makeCache().hold(await store(20), never)).release();
    const source = await store(200);
    const growth = await memoryGrowthBytes(async () => {
      const { path } = await makeCache().hold(source, never);
      expect(await sha256Of(createReadStream(path))).toBe(source.sha256);
    });
    expect(growth).toBeLessThan(128 * megabyte);
    await sources.delete(source.path);
  });

  it('come over a line that breaks again and again', async () => {
    const source = await store(8);
    let reads = 0;
    proxy.judge = (method) => {
      if (method === 'GET') reads += 1;
      return reads <= 6 ? 'cut-after-a-while' : 'none';
    };
    const { path } = await makeCache().hold(source, never);
    expect(await sha256Of(createReadStream(path))).toBe(source.sha256);
    expect(reads).toBe(7);
  });

  it('are no longer fetched once nobody waits', async () => {
    const source = await store(10);
    proxy.judge = () => 'silence-after-a-while';
    const stop = new AbortController();
    const holding = makeCache().hold(source, stop.signal);
    await expect.poll(() => readdir(dir)).toHaveLength(1);
    stop.abort(new Error('the worker stops'));
    await expect(holding).rejects.toThrow('the worker stops');
    await expect.poll(() => readdir(dir)).toEqual([]);
  });

  it('are refused when the bucket has something else under that key', async () => {
    const [source, other] = [await store(1), await store(1)];
    const swapped = { ...source, path: other.path };
    await expect(makeCache().hold(swapped, never)).rejects.toMatchObject({ code: 'source_corrupt' });
    await sources.delete(source.path);
    await expect(makeCache().hold(source, never)).rejects.toMatchObject({ code: 'source_missing' });
    expect(await readdir(dir)).toEqual([]);
  });
});
