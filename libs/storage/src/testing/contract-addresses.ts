import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import { listKeys, newPrefix, optionsFor, put } from './test-objects.js';

export function describeAddresses(bench: () => StorageBench): void {
  describe('ways to an object', () => {
    it('has an address that browsers can use, or a path that the backend can send', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}720p/seg_00000.m4s`;
      await put(storage, key, '0123456789');
      const url = await storage.urlFor(key, 600);
      if (url === null) expect(await readFile(storage.localPath(key)!, 'utf8')).toBe('0123456789');
      else await expectServed(url, key);
    });

    it('gives the same address again for a while', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}poster.jpg`;
      const addresses = new Set<string | null>();
      for (let look = 0; look < 5; look += 1) addresses.add(await storage.urlFor(key, 24 * 3600));
      expect(addresses.size).toBe(1);
    });
  });

  describe('the check', () => {
    it('passes on a store that works and leaves nothing there', async () => {
      const { storage } = bench();
      await storage.check();
      expect(await listKeys(storage, 'check/')).toEqual([]);
      expect(storage.description).toMatch(/\S/);
    });
  });
}

async function expectServed(url: string, key: string): Promise<void> {
  const { contentType, cacheControl } = optionsFor(key);
  const whole = await fetch(url);
  expect(whole.status).toBe(200);
  expect(whole.headers.get('content-type')).toBe(contentType);
  expect(whole.headers.get('cache-control')).toBe(cacheControl);
  expect(await whole.text()).toBe('0123456789');

  const part = await fetch(url, { headers: { Range: 'bytes=2-4' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
  expect(await part.text()).toBe('234');
}
