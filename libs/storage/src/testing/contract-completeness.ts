import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import {
  listKeys,
  makeLargeFile,
  newPrefix,
  optionsFor,
  put,
  readText,
  sha256Of,
  sha256OfFile,
} from './test-objects.js';

export function describeCompleteness(bench: () => StorageBench): void {
  describe('complete or absent', () => {
    it('shows nothing of a large file until all of it is there', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      const key = `${prefix}720p/seg_00000.m4s`;
      const filePath = await makeLargeFile(bench(), 40);
      const hash = await sha256OfFile(filePath);

      const seen = new Set<number | undefined>();
      const looks = await whileRunning(storage.putFile(key, filePath, optionsFor(key)), async () => {
        for await (const { key: listed, sizeBytes } of storage.list(prefix)) {
          expect(listed).toBe(key);
          seen.add(sizeBytes);
        }
        seen.add((await storage.stat(key))?.sizeBytes);
      });
      expect(looks).toBeGreaterThan(0);
      expect([...seen].filter((size) => size !== undefined && size !== 40 * 1024 * 1024)).toEqual([]);

      const stream = await storage.read(key);
      expect(stream && (await sha256Of(stream))).toBe(hash);
      expect(await listKeys(storage, prefix)).toEqual([key]);
    });

    it('shows the old object or a new one, never a mixture, while many write one key', async () => {
      const { storage } = bench();
      const prefix = newPrefix();
      const key = `${prefix}master.m3u8`;
      const bodies = Array.from('ABCDEFGHIJKLMNOP', (letter, index) => letter.repeat(50_000 + index));
      await put(storage, key, bodies[0]!);

      const writing = Promise.all(bodies.map((body) => put(storage, key, body)));
      await whileRunning(writing, async () => {
        const read = await readText(storage, key);
        expect(bodies.some((body) => body === read)).toBe(true);
      });
      const last = await readText(storage, key);
      expect(bodies.some((body) => body === last)).toBe(true);
      expect(await listKeys(storage, prefix)).toEqual([key]);
    });

    it('finishes a read that began before the object was replaced or deleted', async () => {
      const { storage } = bench();
      const key = `${newPrefix()}poster.jpg`;
      // Small enough to be under way as a whole: a store need not keep old versions for slow readers.
      await put(storage, key, 'o'.repeat(10_000));
      const begun = await storage.read(key);
      await put(storage, key, 'new');
      await storage.delete(key);
      let read = '';
      for await (const chunk of begun!) read += String(chunk);
      expect(read).toBe('o'.repeat(10_000));
    });
  });
}

/** Looks again and again until the work is done; answers how often. */
async function whileRunning(work: Promise<unknown>, look: () => Promise<void>): Promise<number> {
  const state = { running: true, looks: 0 };
  const finished = work.finally(() => {
    state.running = false;
  });
  while (state.running) {
    await look();
    state.looks += 1;
  }
  await finished;
  return state.looks;
}
