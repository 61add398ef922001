import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { attemptPrefix, initFileName, multivariantPlaylistName, segmentFileName } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { StorageBench } from './test-objects.js';
import { contractOf } from './send-put.js';
import { listKeys, makeFile, optionsFor, put, readText } from './test-objects.js';

const unsafeKeys = {
  nothing: '',
  'the root': '/',
  'an absolute path': '/etc/passwd',
  'the parent': '..',
  'a way out': '../outside',
  'a way out from inside': 'videos/../../outside',
  'a dot': 'videos/./a',
  'an empty part': 'videos//a',
  'a slash at the end': 'videos/a/',
  'a backslash': 'videos\\a',
  'a NUL': 'videos/a\0b',
  'a line break': 'videos/a\nb',
  'a hidden name': 'videos/.hidden',
  'a space': 'videos/a b',
  'a query': 'videos/a?b',
  'an escape': 'videos/a%2fb',
  'a letter that URLs escape': 'videos/é',
  'a name longer than file systems take': `videos/${'a'.repeat(201)}`,
  'a key longer than S3 takes': 'a/'.repeat(600) + 'a',
};

const unsafePrefixes = [
  '',
  '/',
  'videos',
  'videos/a',
  '../',
  'videos/../',
  '/videos/',
  'videos//',
  '.hidden/',
];

export function describeKeys(bench: () => StorageBench): void {
  describe('keys', () => {
    it('of the real layout hold a whole video', async () => {
      const { storage } = bench();
      const prefix = attemptPrefix(randomUUID(), 12);
      const folders = ['720p/', '480p/', 'audio/'];
      const media = folders.flatMap((folder) => [folder + initFileName, folder + segmentFileName(0)]);
      const names = [...media, multivariantPlaylistName, 'poster.jpg', 'storyboard_00.jpg'];
      for (const name of names) await put(storage, prefix + name, name);
      expect(await listKeys(storage, prefix)).toEqual(names.map((name) => prefix + name).toSorted());
      expect(await readText(storage, prefix + 'poster.jpg')).toBe('poster.jpg');
      expect(await storage.deletePrefix(prefix)).toBe(names.length);
    });

    it.each(Object.entries(unsafeKeys))('with %s are refused as a bug', async (_what, key) => {
      const { storage } = bench();
      const filePath = await makeFile(bench(), 'x');
      await expect(put(storage, key, 'x')).rejects.toThrow(TypeError);
      await expect(storage.putFile(key, filePath, optionsFor(key))).rejects.toThrow(TypeError);
      const stream = Readable.from([Buffer.from('x')]);
      await expect(storage.putStream(key, stream, optionsFor(key))).rejects.toThrow(TypeError);
      await expect(storage.read(key)).rejects.toThrow(TypeError);
      await expect(storage.stat(key)).rejects.toThrow(TypeError);
      await expect(storage.delete(key)).rejects.toThrow(TypeError);
      await expect(storage.urlFor(key, 60)).rejects.toThrow(TypeError);
      await expect(storage.signPut(key, contractOf(Buffer.from('x')))).rejects.toThrow(TypeError);
      await expect(storage.fingerprint(key)).rejects.toThrow(TypeError);
      expect(() => storage.localPath(key)).toThrow(TypeError);
    });

    it.each(unsafePrefixes)(
      'as prefixes are refused as a bug when they are not folders: %j',
      async (prefix) => {
        const { storage } = bench();
        await expect(listKeys(storage, prefix)).rejects.toThrow(TypeError);
        await expect(storage.deletePrefix(prefix)).rejects.toThrow(TypeError);
        await expect(storage.removeStaleUploads(prefix, 0)).rejects.toThrow(TypeError);
      },
    );
  });
}
