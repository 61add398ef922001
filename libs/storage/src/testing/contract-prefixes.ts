import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import { forEachIndex, listKeys, newPrefix, put } from './test-objects.js';

export function describePrefixes(bench: () => StorageBench): void {
  describe('prefixes', () => {
    it('list what is below them in the order of the keys, with sizes', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      const names = [
        '720p/seg_00001.m4s',
        '720p.jpg',
        '720p/init.mp4',
        '720p-a/x',
        '1080p/init.mp4',
        '720p0',
        'B',
        '_',
      ];
      for (const name of names) await put(storage, prefix + name, name);
      const listed = [];
      for await (const { key, sizeBytes } of storage.list(prefix)) listed.push({ key, sizeBytes });
      const expected = [
        '1080p/init.mp4',
        '720p-a/x',
        '720p.jpg',
        '720p/init.mp4',
        '720p/seg_00001.m4s',
        '720p0',
        'B',
        '_',
      ];
      expect(listed).toEqual(expected.map((name) => ({ key: prefix + name, sizeBytes: name.length })));
    });

    it('with nothing below them are empty', async () => {
      const { storage } = bench();
      expect(await listKeys(storage, newPrefix())).toEqual([]);
      expect(await storage.deletePrefix(newPrefix())).toBe(0);
    });

    it('do not cover their longer neighbours, nor an object of their own name', async () => {
      const { storage } = bench();
      const root = newPrefix();
      const [short, long, name] = [`${root}a/1.mp4`, `${root}ab/1.mp4`, `${root}b`];
      for (const key of [short, long, name]) await put(storage, key, 'x');
      expect(await listKeys(storage, `${root}a/`)).toEqual([short]);
      expect(await listKeys(storage, `${root}b/`)).toEqual([]);
      expect(await storage.deletePrefix(`${root}a/`)).toBe(1);
      expect(await storage.deletePrefix(`${root}b/`)).toBe(0);
      expect(await listKeys(storage, root)).toEqual([long, name]);
    });

    it('of more than a page of objects are listed and deleted as a whole', async () => {
      const { storage } = bench();
      const root = newPrefix();
      const segment = (index: number): string => `${root}720p/seg_${String(index).padStart(5, '0')}.m4s`;
      const kept = `${root}audio/init.mp4`;
      await put(storage, kept, 'kept');
      await forEachIndex(1100, (index) => put(storage, segment(index), '.'));

      const listed = await listKeys(storage, `${root}720p/`);
      expect(listed).toEqual(Array.from({ length: 1100 }, (_, index) => segment(index)));
      expect(await storage.deletePrefix(`${root}720p/`)).toBe(1100);
      expect(await storage.deletePrefix(`${root}720p/`)).toBe(0);
      expect(await listKeys(storage, root)).toEqual([kept]);
      expect(await storage.stat(segment(0))).toBeNull();
    });

    it('can be listed in part', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      await put(storage, `${prefix}a`, 'x');
      await put(storage, `${prefix}b`, 'x');
      for await (const { key } of storage.list(prefix)) {
        expect(key).toBe(`${prefix}a`);
        break;
      }
    });

    it('take new objects while and after they are deleted', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      await forEachIndex(50, (index) => put(storage, `${prefix}480p/${index}`, 'old'));
      const deleting = storage.deletePrefix(prefix);
      await forEachIndex(50, (index) => put(storage, `${prefix}720p/${index}`, 'new'));
      await deleting;
      await put(storage, `${prefix}720p/last`, 'new');
      const left = await listKeys(storage, prefix);
      expect(left).toContain(`${prefix}720p/last`);
      expect(left.filter((key) => key.includes('480p'))).toEqual([]);
    });
  });
}
