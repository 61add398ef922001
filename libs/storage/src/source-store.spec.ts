import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { isSourceLocation } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalStorage } from './local-storage.js';
import { createSourceStore, type SourceStore } from './source-store.js';
import { asRemote } from './testing/remote-storage.js';
import { failureOf } from './testing/test-objects.js';

const film = (): Readable => Readable.from([Buffer.from('a '), Buffer.from('film')]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-sources-'));
});
afterEach(() => rm(folder, { recursive: true }));

const files = async (): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => path.slice(folder.length + 1)).toSorted();
};

async function listPaths(sources: SourceStore): Promise<string[]> {
  const paths: string[] = [];
  for await (const { key } of sources.list()) paths.push(key);
  return paths;
}

async function failingFilm(sources: SourceStore): Promise<void> {
  const broken = new RangeError('the line went dead');
  async function* breaking(): AsyncGenerator<Buffer> {
    yield Buffer.from('a ');
    throw broken;
  }
  expect(await failureOf(sources.receive(Readable.from(breaking())))).toBe(broken);
  expect(await files()).toEqual([]);
}

describe('sources on the disk', () => {
  let sources: SourceStore;
  beforeEach(() => {
    sources = createSourceStore('local', new LocalStorage({ rootDir: join(folder, 'media') }), folder);
  });

  it('arrive in one folder and go to another, by the id of their video', async () => {
    const { path, sizeBytes } = await sources.receive(film());
    expect([path, sizeBytes]).toEqual([expect.stringMatching(/^incoming\/[0-9a-f-]{36}$/), 6]);
    expect(await files()).toEqual([path]);

    const videoId = randomUUID();
    expect(await sources.assign(path, videoId)).toBe(`sources/${videoId}`);
    expect(await files()).toEqual([`sources/${videoId}`]);
    expect(await readFile(sources.localPath(`sources/${videoId}`)!, 'utf8')).toBe('a film');
    expect(await listPaths(sources)).toEqual([`sources/${videoId}`]);
  });

  it('leave nothing when they break off', () => failingFilm(sources));

  it('are deleted wherever they are, and deleting again is no error', async () => {
    const { path } = await sources.receive(film());
    const assigned = await sources.assign((await sources.receive(film())).path, randomUUID());
    for (const place of [path, assigned, assigned]) await sources.delete(place);
    expect(await files()).toEqual([]);
  });

  it('that were made here are moved to a place that no other has', async () => {
    const keep = async (): Promise<string> => {
      const path = sources.newPath();
      await writeFile(join(folder, 'made'), 'a film');
      await sources.keep(path, join(folder, 'made'), new AbortController().signal);
      return path;
    };
    const paths = [await keep(), await keep()];
    for (const path of paths) expect(path).toMatch(/^sources\/[0-9a-f-]{36}$/);
    expect(await files()).toEqual(paths.toSorted());
    expect(await readFile(sources.localPath(paths[0]!)!, 'utf8')).toBe('a film');
  });

  it('are set aside by a move', async () => {
    const videoId = randomUUID();
    const path = await sources.assign((await sources.receive(film())).path, videoId);
    expect(await sources.setAside(path)).toBe(true);
    expect(await files()).toEqual([`orphans/${videoId}`]);
  });

  it('that were put together lie below their recording, and are found by their names', async () => {
    const recording = { roomId: randomUUID(), recordingId: randomUUID() };
    const keep = async (name: string): Promise<string> => {
      await writeFile(join(folder, 'made'), name);
      return sources.keepProcessed(recording, name, join(folder, 'made'));
    };
    const [span, room] = [await keep('r1-span-00001'), await keep('r1-room')];
    expect(room).toMatch(
      new RegExp(`^processed/${recording.roomId}/${recording.recordingId}/r1-room-[0-9a-f]{32}$`),
    );
    expect(await files()).toEqual([room, span]);
    expect(await sources.listProcessed(recording)).toEqual([
      { path: room, name: 'r1-room', sizeBytes: 7 },
      { path: span, name: 'r1-span-00001', sizeBytes: 13 },
    ]);
    expect(await sources.listProcessed({ ...recording, recordingId: randomUUID() })).toEqual([]);
    await sources.delete(span);
    expect(await files()).toEqual([room]);
  });

  it('are no name for deleting something else', async () => {
    for (const path of ['media/videos/a', 'sources', '../x', ''])
      await expect(sources.delete(path)).rejects.toThrow(TypeError);
  });
});

describe('sources in a bucket', () => {
  let sources: SourceStore;
  beforeEach(() => {
    sources = createSourceStore('s3', asRemote(new LocalStorage({ rootDir: folder })), '/nowhere');
  });

  it('stay where they were stored, under a key that says nothing', async () => {
    const { path } = await sources.receive(film());
    const videoId = randomUUID();
    expect(await sources.assign(path, videoId)).toBe(path);
    expect(isSourceLocation(path)).toBe(true);
    expect(path).toMatch(/^sources\/[0-9a-f-]{36}\/[0-9a-f]{32}$/);
    expect(path).not.toContain(videoId);
    expect(sources.localPath(path)).toBeNull();
    expect(await text((await sources.read(path, { fromByte: 2 }))!)).toBe('film');
    expect(await listPaths(sources)).toEqual([path]);
  });

  it('that were made here get such a key too', async () => {
    const made = join(await mkdtemp(join(tmpdir(), 'sluice-made-')), 'made');
    await writeFile(made, 'a film');
    const path = sources.newPath();
    await sources.keep(path, made, new AbortController().signal);
    expect(path).toMatch(/^sources\/[0-9a-f-]{36}\/[0-9a-f]{32}$/);
    expect(await text((await sources.read(path))!)).toBe('a film');
    expect(await readdir(dirname(made))).toEqual([]);
    await rm(dirname(made), { recursive: true });
  });

  it('that were made here are uploaded only as long as somebody wants them', async () => {
    const made = join(await mkdtemp(join(tmpdir(), 'sluice-made-')), 'made');
    await writeFile(made, Buffer.alloc(20 * 1024 ** 2));
    const stop = new AbortController();
    const kept = sources.keep(sources.newPath(), made, stop.signal);
    setTimeout(() => stop.abort(new RangeError('enough')), 2);
    await expect(kept).rejects.toThrow('enough');
    await expect(sources.keep(sources.newPath(), made, stop.signal)).rejects.toThrow('enough');
    expect(await files()).toEqual([]);
    expect(await readdir(dirname(made))).toEqual(['made']);
    await rm(dirname(made), { recursive: true });
  });

  it('never get the same key', async () => {
    const paths = await Promise.all(Array.from({ length: 20 }, () => sources.receive(film())));
    expect(new Set(paths.map(({ path }) => path.split('/').at(-1))).size).toBe(20);
  });

  it('leave nothing when they break off', () => failingFilm(sources));

  it('are deleted, and cannot be set aside', async () => {
    const { path } = await sources.receive(film());
    expect(await sources.setAside(path)).toBe(false);
    await sources.delete(path);
    expect(await files()).toEqual([]);
  });
});
