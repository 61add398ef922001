import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { md5HexOf, newChunkKey } from './send-put.js';
import type { StorageBench } from './test-objects.js';
import { optionsFor, put } from './test-objects.js';

export function describeFingerprints(bench: () => StorageBench): void {
  describe('a fingerprint', () => {
    it.each([
      ['nothing', 0],
      ['a byte', 1],
      ['a small object', 100_000],
    ])('of %s is that of its bytes', async (_what, sizeBytes) => {
      const { storage } = bench();
      const [key, bytes] = [newChunkKey(), randomBytes(sizeBytes)];
      await put(storage, key, bytes);
      expect(await storage.fingerprint(key)).toEqual({ sizeBytes, md5Hex: md5HexOf(bytes) });
    });

    it('of an object that was stored in parts is that of its bytes too', async () => {
      const { storage } = bench();
      const [key, bytes] = [newChunkKey(), randomBytes(20_000_000)];
      await storage.putStream(key, Readable.from([bytes]), optionsFor(key));
      expect(await storage.fingerprint(key)).toEqual({ sizeBytes: 20_000_000, md5Hex: md5HexOf(bytes) });
    });

    it('changes with the object', async () => {
      const { storage } = bench();
      const key = newChunkKey();
      await put(storage, key, 'old');
      await put(storage, key, 'new');
      expect(await storage.fingerprint(key)).toMatchObject({ md5Hex: md5HexOf(Buffer.from('new')) });
    });

    it('is of nothing where nothing is', async () => {
      const { storage } = bench();
      const key = newChunkKey();
      await put(storage, key, 'x');
      expect(await storage.fingerprint(newChunkKey())).toBeNull();
      expect(await storage.fingerprint(key.slice(0, key.lastIndexOf('/')))).toBeNull();
    });
  });
}
