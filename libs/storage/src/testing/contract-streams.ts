import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import {
  failureOf,
  listKeys,
  memoryGrowthBytes,
  newPrefix,
  optionsFor,
  put,
  readBytes,
  readText,
  sha256Of,
} from './test-objects.js';

const megabyte = 1024 * 1024;

export function describeStreams(bench: () => StorageBench): void {
  describe('a stream', () => {
    it('of unknown length is stored as it was, and measured', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const { stream, sha256 } = longStream(40);
      const stored = await storage.putStream(key, stream, optionsFor(key));
      expect(stored).toEqual({ sizeBytes: 40 * megabyte });
      expect((await storage.stat(key))?.sizeBytes).toBe(40 * megabyte);
      expect(await sha256Of((await storage.read(key))!)).toBe(await sha256);
    });

    it.each([
      ['nothing', 0],
      ['a byte', 1],
      ['as much as one part of a large upload', 8 * megabyte],
      ['one byte more', 8 * megabyte + 1],
    ])('may hold %s', async (_what, sizeBytes) => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      const bytes = randomBytes(sizeBytes);
      expect(await storage.putStream(key, inChunks(bytes), optionsFor(key))).toEqual({ sizeBytes });
      expect((await readBytes(storage, key))?.equals(bytes)).toBe(true);
    });

    it('shows nothing until all of it is there', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      const key = `${prefix}720p/seg_00000.m4s`;
      const stream = withALook(async () => {
        expect(await storage.stat(key)).toBeNull();
        expect(await listKeys(storage, prefix)).toEqual([]);
      });
      await storage.putStream(key, stream, optionsFor(key));
      expect((await storage.stat(key))?.sizeBytes).toBe(20 * megabyte + 7);
    });

    it('shows the old object until all of the new one is there', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      await put(storage, key, 'old');
      const stream = withALook(async () => expect(await readText(storage, key)).toBe('old'));
      await storage.putStream(key, stream, optionsFor(key));
      expect((await storage.stat(key))?.sizeBytes).toBe(20 * megabyte + 7);
    });

    it.each([
      ['at once', 0],
      ['before it is a part', 1],
      ['in the middle', 20],
    ])('that breaks %s leaves nothing, and says itself what happened', async (_when, megabytes) => {
      const { storage } = bench();
      const prefix = newPrefix();
      const key = `${prefix}720p/seg_00000.m4s`;
      const broken = new RangeError('the line went dead');
      async function* breaking(): AsyncGenerator<Buffer> {
        if (megabytes > 0) yield Buffer.alloc(megabytes * megabyte);
        await sleep(20);
        throw broken;
      }
      const storing = storage.putStream(key, Readable.from(breaking()), optionsFor(key));
      expect(await failureOf(storing)).toBe(broken);
      expect(await listKeys(storage, prefix)).toEqual([]);
    });

    it('that is destroyed leaves the old object, and is not the fault of the store', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      await put(storage, key, 'old');
      const stream = inChunks(Buffer.alloc(20 * megabyte), 5);
      const storing = failureOf(storage.putStream(key, stream, optionsFor(key)));
      await sleep(30);
      stream.destroy();
      expect(await storing).not.toBeInstanceOf(SluiceError);
      expect(await readText(storage, key)).toBe('old');
    });

    it('of any size takes bounded memory', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}1080p/seg_00000.m4s`;
      // The first one pays for what is loaded on first use.
      await storage.putStream(key, longStream(40).stream, optionsFor(key));
      const growth = await memoryGrowthBytes(() =>
        storage.putStream(key, longStream(240).stream, optionsFor(key)),
      );
      expect((await storage.stat(key))?.sizeBytes).toBe(240 * megabyte);
      await storage.delete(key);
      expect(growth).toBeLessThan(128 * megabyte);
    });
  });

  describe('a part of an object', () => {
    it('begins at the byte that was asked for', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}poster.jpg`;
      const bytes = randomBytes(3_000_000);
      await put(storage, key, bytes);
      for (const fromByte of [0, 1, 65_536, 2_999_999]) {
        const read = await readBytes(storage, key, { fromByte });
        expect(read?.equals(bytes.subarray(fromByte))).toBe(true);
      }
    });

    it('is empty from the end on, and nothing where there is no object', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}poster.jpg`;
      await put(storage, key, '0123456789');
      for (const fromByte of [10, 11, 1e12])
        expect(await readBytes(storage, key, { fromByte })).toEqual(Buffer.alloc(0));
      expect(await storage.read(`${key}.jpg`, { fromByte: 3 })).toBeNull();
    });
  });

  it('what crashes left is no part of what is stored', async () => {
    const { storage } = bench();
    const prefix = newPrefix();
    await put(storage, `${prefix}poster.jpg`, 'x');
    expect(await storage.removeStaleUploads(prefix, 0)).toBe(0);
    expect(await listKeys(storage, prefix)).toEqual([`${prefix}poster.jpg`]);
  });
}

/** Looks at the store when much has been sent and the end is still to come. */
function withALook(look: () => Promise<void>): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(20 * megabyte);
    await look();
    yield Buffer.from('the end');
  }
  return Readable.from(pieces());
}

/** In pieces as a socket brings them; with a pause between, slower than any store. */
function inChunks(bytes: Buffer, pauseMs = 0): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 65_000) {
      yield bytes.subarray(at, at + 65_000);
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }
  return Readable.from(pieces());
}

/** Every megabyte differs, so that lost, doubled and swapped parts show. */
function longStream(sizeMegabytes: number): { stream: Readable; sha256: Promise<string> } {
  const block = randomBytes(megabyte);
  function* pieces(): Generator<Buffer> {
    for (let index = 0; index < sizeMegabytes; index += 1) {
      const piece = Buffer.from(block);
      piece.writeUInt32BE(index);
      yield piece;
    }
  }
  return { stream: Readable.from(pieces()), sha256: sha256Of(Readable.from(pieces())) };
}
