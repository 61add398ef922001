import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyFile } from './copy-file.js';
import { copyUploads } from './copy-uploads.js';
import type { Facts } from './facts.js';
import { FileList } from './file-list.js';
import { findLost } from './find-lost.js';
import { keepLost } from './keep-lost.js';
import { fileEntrySchema, fileListName, type FileEntry } from './manifest.js';
import { tidyUp } from './tidy-up.js';
import { UnreadableFile } from './unreadable-file.js';

describe('what a backup copies', () => {
  let scratch: string;
  let uploads: string;
  let backup: string;
  let said: string[];
  let runs: number;
  let before: Map<string, FileEntry>;
  let rows: Facts;
  let published: Set<string> | null;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-copy-'));
    [uploads, backup, said, runs] = [join(scratch, 'uploads'), join(scratch, 'backup'), [], 0];
    before = new Map();
    rows = { videos: [], snapshots: [], rooms: [], recordings: [], places: [] };
    published = null;
    for (const name of ['one', 'two']) put(name, `film ${name}`);
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
    expect(existsSync(scratch)).toBe(false);
  });

  function put(name: string, text: string, folder = 'sources'): void {
    mkdirSync(join(uploads, folder), { recursive: true });
    writeFileSync(join(uploads, folder, name), text);
  }
  const copyOf = (name: string, folder = 'sources'): string => join(backup, 'files', folder, name);

  async function back(options: { verify?: boolean; uploadsDir?: string } = {}) {
    const databaseFolder = `database-${++runs}`;
    mkdirSync(join(backup, databaseFolder), { recursive: true });
    const list = new FileList(join(backup, databaseFolder, fileListName));
    const common = { uploadsDir: uploads, folders: ['sources', 'media'], backup, list, before };
    const copied = await copyUploads({
      ...common,
      verify: false,
      say: (line) => said.push(line),
      ...options,
    });
    const lost = await keepLost({
      ...common,
      ...copied,
      findLost: (gone) => findLost(gone, rows, () => Promise.resolve(published)),
    });
    await list.end();
    const lacking = new Set([...copied.unreadable, ...lost]);
    const untidied = await tidyUp(backup, databaseFolder, { paths: list.paths, lacking });
    const lines = readFileSync(join(backup, databaseFolder, 'files.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const listed = lines.filter(Boolean).map((line) => fileEntrySchema.parse(JSON.parse(line)));
    before = new Map(listed.map((entry) => [entry.path, entry]));
    return { ...copied, paths: list.paths, lost, untidied };
  }

  /** Other bytes, of the same size and time. */
  function rot(path: string): void {
    const { mtimeMs, size } = statSync(path);
    writeFileSync(path, 'x'.repeat(size));
    const atSec = (Math.floor(mtimeMs) + 0.5) / 1000;
    utimesSync(path, atSec, atSec);
  }

  it('a copy that has rotted stays as it is until a backup verifies, which makes it anew', async () => {
    await back();
    rot(copyOf('one'));
    expect((await back()).copied).toBe(0);
    expect((await back({ verify: true })).copied).toBe(1);
    expect(said).toEqual(['sources/one  its copy is not what was copied: it is copied again']);
    expect(readFileSync(copyOf('one'), 'utf8')).toBe('film one');
    expect((await back({ verify: true })).copied).toBe(0);
  });

  it('goes on behind files that cannot be read, and keeps what an earlier backup has of them', async () => {
    const [known, fresh] = ['known'.repeat(40), 'fresh'.repeat(40)];
    put(known, 'film');
    await back();
    put(fresh, 'film');
    put('three', 'came later');
    const away = beyondReach();
    const copied = await back({ uploadsDir: away.uploadsDir });
    expect([...copied.unreadable]).toEqual([`sources/${fresh}`, `sources/${known}`]);
    expect([...copied.paths].toSorted()).toEqual(
      [known, 'one', 'three', 'two'].map((name) => `sources/${name}`),
    );
    expect(readFileSync(copyOf(known), 'utf8')).toBe('film');
    away.bringBack();
    expect((await back()).copied).toBe(1);
    expect(existsSync(copyOf(fresh))).toBe(true);
  });

  it('stops where the folder of all of them cannot be read', async () => {
    await back();
    const file = join(scratch, 'loop');
    symlinkSync(file, file);
    await expect(back({ uploadsDir: file })).rejects.toThrow('sources cannot be read (ELOOP)');
  });

  it('keeps what has vanished and rows still name, night for night, and lets go of what was deleted', async () => {
    await back();
    rows.videos = [{ id: 'one', sourcePath: 'sources/one', hlsKey: null }];
    for (const name of ['one', 'two']) rmSync(join(uploads, 'sources', name));
    put('three', 'came later');
    for (const _night of [1, 2]) {
      const { paths, lost } = await back();
      expect(lost).toEqual(['sources/one']);
      expect([...paths].toSorted()).toEqual(['sources/one', 'sources/three']);
      expect(readFileSync(copyOf('one'), 'utf8')).toBe('film one');
      expect(existsSync(copyOf('two'))).toBe(false);
    }
    put('one', 'film one, from the backup');
    expect((await back()).lost).toEqual([]);
    expect(readFileSync(copyOf('one'), 'utf8')).toBe('film one, from the backup');
  });

  it('keeps what is published, snapshots and pieces, and nothing that no row knows beside them', async () => {
    const attempt = `media/videos/${randomUUID()}/a1`;
    const [init, leftover] = ['init.mp4', 'seg_00000-2.m4s'];
    for (const name of [init, leftover, 'master.m3u8']) put(name, name, attempt);
    put('picture.jpg', 'picture', 'media/snapshots/s');
    for (const name of ['piece', 'half']) put(name, name, 'media/recordings/take');
    await back();
    rows.videos = [{ id: 'v', sourcePath: '', hlsKey: `${attempt.slice('media/'.length)}/master.m3u8` }];
    rows.places = ['media/snapshots/s/', 'media/recordings/take/piece'];
    published = new Set([`${attempt}/${init}`, `${attempt}/master.m3u8`]);
    for (const name of [init, leftover]) rmSync(join(uploads, attempt, name));
    for (const folder of ['snapshots', 'recordings'])
      rmSync(join(uploads, 'media', folder), { recursive: true });
    const lost = [`${attempt}/${init}`, 'media/recordings/take/piece', 'media/snapshots/s/picture.jpg'];
    expect((await back()).lost.toSorted()).toEqual(lost.toSorted());
    for (const path of lost) expect(existsSync(join(backup, 'files', path))).toBe(true);
    expect(existsSync(copyOf(leftover, attempt))).toBe(false);
    expect(existsSync(copyOf('half', 'media/recordings/take'))).toBe(false);
  });

  it('stops where a folder is empty that had what rows name, and not where all of it was deleted', async () => {
    put('picture.jpg', 'picture', 'media/snapshots/s');
    await back();
    rows.places = ['media/snapshots/s/'];
    renameSync(join(uploads, 'media'), join(scratch, 'unmounted'));
    await expect(back()).rejects.toThrow('media holds nothing of what the database names: is it mounted?');
    expect(existsSync(copyOf('picture.jpg', 'media/snapshots/s'))).toBe(true);
    rows.places = [];
    await back();
    expect(existsSync(join(backup, 'files/media'))).toBe(false);
  });

  it('spares a copy of what is missing that the list does not know', async () => {
    await back();
    rows.videos = [{ id: 'one', sourcePath: 'sources/one', hlsKey: null }];
    rmSync(join(uploads, 'sources/one'));
    utimesSync(copyOf('one'), 1, 1);
    const { paths, lost } = await back();
    expect([lost, paths.has('sources/one')]).toEqual([['sources/one'], false]);
    expect(existsSync(copyOf('one'))).toBe(true);
  });

  it('answers why what is superseded could not be removed', async () => {
    expect((await back()).untidied).toBeNull();
    const folder = join(backup, 'files');
    renameSync(folder, join(scratch, 'away'));
    symlinkSync(folder, folder);
    const untidied = await tidyUp(backup, 'database-1', { paths: new Set(), lacking: new Set() });
    expect(untidied?.message).toContain('ELOOP');
  });

  it('tells a file that cannot be read from a copy that cannot be written', async () => {
    // a folder is opened like a file, and fails when it is read
    mkdirSync(join(scratch, 'folder'));
    const copy = copyFile(join(scratch, 'folder'), join(scratch, 'copy'));
    await expect(copy).rejects.toBeInstanceOf(UnreadableFile);
    const onto = copyFile(join(uploads, 'sources/one'), join(scratch, 'folder'));
    await expect(onto).rejects.not.toBeInstanceOf(UnreadableFile);
  });

  /** Into a folder so deep that long names make longer paths than there may be, and short ones do not. */
  function beyondReach() {
    const deepest = 4096 - '/uploads/sources/'.length - 100;
    let folder = scratch;
    while (folder.length + 1 < deepest)
      folder = join(folder, 'd'.repeat(Math.min(200, deepest - folder.length - 1)));
    mkdirSync(folder, { recursive: true });
    const uploadsDir = join(folder, 'uploads');
    renameSync(uploads, uploadsDir);
    return { uploadsDir, bringBack: () => renameSync(uploadsDir, uploads) };
  }
});
