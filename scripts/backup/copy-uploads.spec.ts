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
import { fileEntrySchema, type FileEntry } from './manifest.js';
import { removeSuperseded } from './remove-superseded.js';
import { UnreadableFile } from './unreadable-file.js';

describe('what a backup copies', () => {
  let scratch: string;
  let uploads: string;
  let backup: string;
  let said: string[];
  let runs: number;
  let before: Map<string, FileEntry>;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-copy-'));
    [uploads, backup, said, runs] = [join(scratch, 'uploads'), join(scratch, 'backup'), [], 0];
    before = new Map();
    for (const name of ['one', 'two']) put(name, `film ${name}`);
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
    expect(existsSync(scratch)).toBe(false);
  });

  function put(name: string, text: string): void {
    mkdirSync(join(uploads, 'sources'), { recursive: true });
    writeFileSync(join(uploads, 'sources', name), text);
  }
  const copyOf = (name: string): string => join(backup, 'files/sources', name);

  async function back(options: { verify?: boolean; uploadsDir?: string } = {}) {
    const databaseFolder = `database-${++runs}`;
    mkdirSync(join(backup, databaseFolder), { recursive: true });
    const copied = await copyUploads({
      uploadsDir: uploads,
      folders: ['sources'],
      backup,
      databaseFolder,
      before,
      verify: false,
      say: (line) => said.push(line),
      ...options,
    });
    await removeSuperseded(backup, copied);
    const lines = readFileSync(join(backup, databaseFolder, 'files.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const listed = lines.filter(Boolean).map((line) => fileEntrySchema.parse(JSON.parse(line)));
    before = new Map(listed.map((entry) => [entry.path, entry]));
    return copied;
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
