import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createSourceStore, LocalStorage, type ByteRange, type SourceStore } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRemote } from '../../../libs/storage/src/testing/remote-storage.js';
import { mountSmallDisk } from '../../../libs/storage/src/testing/small-disk.js';
import { SourceCache, type HeldSource, type SourceFile } from './source-cache.js';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;
const noise = randomBytes(1_000_000);

let folder: string;
let dir: string;
let sources: SourceStore;
/** Where each read of a source began. */
let reads: number[];
/** Stands between the bucket and who reads from it. */
let disturb: (stream: Readable) => Readable;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cache-'));
  dir = join(folder, 'copies');
  reads = [];
  disturb = (stream) => stream;
  const bucket = new LocalStorage({ rootDir: join(folder, 'bucket') });
  const read = async (path: string, range: ByteRange = { fromByte: 0 }): Promise<Readable | null> => {
    reads.push(range.fromByte);
    const stream = await bucket.read(path, range);
    return stream && disturb(stream);
  };
  sources = createSourceStore('s3', asRemote(bucket, { read }), '/nowhere');
});
afterEach(() => rm(folder, { recursive: true }));

/** A worker process of its own, as far as the folder can tell. */
const makeCache = (): SourceCache => new SourceCache({ sources, dir, maxBytes: 1e9, log });

async function store(): Promise<SourceFile> {
  const { path, sizeBytes } = await sources.receive(Readable.from([noise]));
  return { path, sizeBytes, sha256: createHash('sha256').update(noise).digest('hex') };
}

const nameOf = ({ path }: SourceFile): string => createHash('sha256').update(path).digest('hex');

async function expectWhole(...held: HeldSource[]): Promise<void> {
  for (const { path } of held) expect((await readFile(path)).equals(noise)).toBe(true);
}

describe('sources on the disk', () => {
  beforeEach(() => {
    sources = createSourceStore('local', new LocalStorage({ rootDir: join(folder, 'media') }), folder);
  });

  it('are used where they lie', async () => {
    const source = await store();
    const held = await makeCache().hold(source, never);
    expect(held.path).toBe(join(folder, source.path));
    held.release();
    await expectWhole(held);
  });

  it('are told when they are missing', async () => {
    const missing = { path: `sources/${randomUUID()}`, sizeBytes: 1, sha256: null };
    await expect(makeCache().hold(missing, never)).rejects.toMatchObject({ code: 'source_missing' });
  });
});

describe('a source in a bucket', () => {
  it('is fetched once, however many want it, and not again by whoever finds it there', async () => {
    const source = await store();
    const cache = makeCache();
    const held = await Promise.all(Array.from({ length: 5 }, () => cache.hold(source, never)));
    await expectWhole(...held);
    for (const { release } of held) release();
    await expectWhole(await cache.hold(source, never), await makeCache().hold(source, never));
    expect(reads).toEqual([0]);
  });

  it('leaves one copy, under a name that says nothing', async () => {
    const source = await store();
    (await makeCache().hold(source, never)).release();
    await expect.poll(() => readdir(dir)).toEqual([nameOf(source)]);
  });

  it('is gone on with where the connection broke', async () => {
    const source = await store();
    disturb = breakAfter(10_000, 3);
    await expectWhole(await makeCache().hold(source, never));
    expect(reads).toEqual([0, 10_000, 20_000, 30_000]);
  });

  it('is given up when the line is down, and nothing stays', async () => {
    const source = await store();
    disturb = breakAfter(0, 100);
    await expect(makeCache().hold(source, never)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await readdir(dir)).toEqual([]);
  });

  it.each<[string, Partial<SourceFile>, string]>([
    ['other bytes', { sha256: '0'.repeat(64) }, 'source_corrupt'],
    ['fewer bytes', { sizeBytes: noise.length + 1 }, 'source_corrupt'],
    ['more bytes', { sizeBytes: noise.length - 1 }, 'source_corrupt'],
    ['no object', { path: `sources/${randomUUID()}/${'0'.repeat(32)}` }, 'source_missing'],
  ])('is told when there are %s, and nothing stays', async (_what, changes, code) => {
    const source = { ...(await store()), ...changes };
    await expect(makeCache().hold(source, never)).rejects.toMatchObject({ code });
    expect(await readdir(dir)).toEqual([]);
  });

  it('is taken by its size when nobody knows its hash', async () => {
    await expectWhole(await makeCache().hold({ ...(await store()), sha256: null }, never));
  });

  it('is fetched anew when the copy that is there has another size', async () => {
    const source = await store();
    (await makeCache().hold(source, never)).release();
    await writeFile(join(dir, nameOf(source)), 'half');
    await expectWhole(await makeCache().hold(source, never));
    expect(reads).toEqual([0, 0]);
  });

  it('is no longer fetched when nobody waits for it, and nothing stays', async () => {
    const source = await store();
    disturb = fallSilent;
    const stop = new AbortController();
    const holding = makeCache().hold(source, stop.signal);
    await expect.poll(() => readdir(dir).catch(() => [])).toHaveLength(1);
    stop.abort(new Error('the claim is lost'));
    await expect(holding).rejects.toThrow('the claim is lost');
    await expect.poll(() => readdir(dir)).toEqual([]);
  });

  it('makes room on a full disk, and tells when there is none to make', async ({ skip }) => {
    const disk = mountSmallDisk(2_500_000);
    if (!disk) return skip('needs the right to mount a small disk');
    dir = join(disk.folder, 'copies');
    try {
      const cache = makeCache();
      const [one, two, three] = [await store(), await store(), await store()];
      (await cache.hold(one, never)).release();
      const held = [await cache.hold(two, never), await cache.hold(three, never)];
      await expect(cache.hold(one, never)).rejects.toMatchObject({ code: 'disk_full' });
      await expectWhole(...held);
      await cache.stop();
      expect((await readdir(dir)).toSorted()).toEqual([nameOf(two), nameOf(three)].toSorted());
    } finally {
      disk.unmount();
    }
  });
});

/** Breaks after a number of bytes, the given number of times. */
function breakAfter(bytes: number, times: number): (stream: Readable) => Readable {
  let timesLeft = times;
  return (stream) => {
    if (timesLeft === 0) return stream;
    timesLeft -= 1;
    async function* broken(): AsyncGenerator<Buffer> {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (bytes > 0) yield chunk.subarray(0, bytes);
        throw new SluiceError('storage_unavailable', 'The line was cut');
      }
    }
    return Readable.from(broken());
  };
}

/** Brings one piece and then nothing for ever. */
function fallSilent(stream: Readable): Readable {
  const silent = new Readable({ read: () => undefined });
  stream.once('data', (chunk: Buffer) => silent.push(chunk));
  return silent;
}
