import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupLock, openDatabase } from '@sluice/database';
import { createSourceStore, LocalStorage } from '@sluice/storage';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../scripts/api/api-client.js';
import { playWithFfmpeg } from '../../scripts/api/play-with-ffmpeg.js';
import { findManifest, readFileList, type Manifest } from '../../scripts/backup/manifest.js';
import { runBackup } from '../../scripts/backup/run-backup.js';
import { runFsck } from '../../scripts/fsck/run-fsck.js';
import { runRestore } from '../../scripts/restore/run-restore.js';
import { findFreePort } from '../../scripts/services/free-port.js';
import { startPostgres } from '../../scripts/services/postgres.js';
import { projectRoot, startPlatform } from '../../scripts/start/platform.js';
import { makeAccount } from '../platform/accounts.js';
import { filesBelow } from '../platform/leftovers.js';
import { longSource, shortSource } from '../platform/make-source.js';
import { insertRecording } from '../platform/rows.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const silent = (): void => undefined;

describe('backup and restore', () => {
  let platform: TestPlatform;
  let scratch: string;
  let backup: string;
  let film: VideoView;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-backup-'));
    backup = join(scratch, 'backup');
    platform = await startTestPlatform();
    film = await platform.api.follow((await platform.send(shortSource(scratch))).id);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const entry = (script: string): string => join(projectRoot, 'dist/scripts', script, 'main.js');
  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [entry(script), ...args], { encoding: 'utf8', timeout: 100_000 });
  const makeBackup = async (
    say: (line: string) => void = silent,
    uploadsDir = platform.uploadsDir,
  ): Promise<Manifest> => {
    const { manifest } = await runBackup({
      to: backup,
      databaseUrl: platform.environment['DATABASE_URL']!,
      uploadsDir,
      storageDriver: 'local',
      verify: false,
      say,
    });
    return manifest;
  };

  it('a backup by the command holds every file that counts, and nothing that is on its way', async () => {
    writeFileSync(join(platform.uploadsDir, 'incoming', 'half'), 'an upload');
    const { status, stdout } = run('backup', '--data-dir', platform.dataDir, '--to', backup);
    expect(stdout).toContain('complete: ');
    expect(status).toBe(0);
    rmSync(join(platform.uploadsDir, 'incoming', 'half'));
    const copies = filesBelow(join(backup, 'files'));
    expect(copies).toContain(`sources/${film.id}`);
    const media = filesBelow(join(platform.uploadsDir, 'media')).map((path) => `media/${path}`);
    expect(copies.filter((path) => path.startsWith('media/'))).toEqual(media);
    expect(copies.some((path) => path.startsWith('incoming/'))).toBe(false);
    const copy = statSync(join(backup, 'files/sources', film.id));
    const source = statSync(join(platform.uploadsDir, 'sources', film.id));
    expect(copy.ino).not.toBe(source.ino);
    expect([copy.size, copy.nlink, copy.mode]).toEqual([source.size, 1, source.mode]);
  });

  it('the next one copies only what is new, and lets go of what was deleted', async () => {
    const inode = statSync(join(backup, 'files/sources', film.id)).ino;
    const second = await platform.api.follow((await platform.send(shortSource(scratch))).id);
    await makeBackup();
    expect(statSync(join(backup, 'files/sources', film.id)).ino).toBe(inode);
    expect(existsSync(join(backup, 'files/sources', second.id))).toBe(true);
    await platform.api.delete(second.id);
    await eventually('its source is swept', () => !platform.files('sources').includes(second.id));
    const said: string[] = [];
    await makeBackup((line) => said.push(line));
    expect(said.at(-1)).toMatch(/^files: 0 copied/);
    expect(existsSync(join(backup, 'files/sources', second.id))).toBe(false);
    expect(readdirSync(backup).filter((name) => name.startsWith('database-'))).toHaveLength(1);
  });

  it('one that is killed at any moment leaves no backup, or the one before, and the next one is whole', async () => {
    const fresh = mkdtempSync(join(scratch, 'killed-'));
    for (const afterMs of [0, 5, 20, 60, 150]) {
      const child = spawn(process.execPath, [entry('backup'), '--data-dir', platform.dataDir, '--to', fresh]);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      // the database is dumped, the files begin
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
      await ended;
      const manifest = await findManifest(fresh);
      if (afterMs === 0) expect(manifest).toBeNull();
      if (!manifest) continue;
      for await (const { path, sizeBytes } of readFileList(fresh, manifest))
        expect(statSync(join(fresh, 'files', path)).size).toBe(sizeBytes);
    }
    // what a kill in the middle of a copy leaves
    const deleted = join(fresh, 'files/media/videos', randomUUID());
    mkdirSync(deleted, { recursive: true });
    writeFileSync(join(deleted, `.init.mp4.${randomUUID()}.tmp`), 'half');
    expect(run('backup', '--data-dir', platform.dataDir, '--to', fresh).status).toBe(0);
    expect(filesBelow(join(fresh, 'files'))).toEqual(filesBelow(join(backup, 'files')));
    expect(existsSync(deleted)).toBe(false);
  });

  it('what is deleted while files are copied is named, and stays deleted; a connection that ends meanwhile costs nothing', async () => {
    const doomed = await platform.api.follow((await platform.send(shortSource(scratch))).id);
    const owner = await makeAccount(platform, 'host');
    // no piece of them is there any more
    const closed = await insertRecording(platform, owner.id, Buffer.from('of a room that is deleted'));
    const spent = await insertRecording(platform, owner.id, Buffer.from('whose time is over'));
    const manifest = await makeBackup((line) => {
      // between the dump and the files
      if (!line.startsWith('database:')) return;
      deleteNow(platform, doomed.id);
      queryNow(
        platform,
        `DELETE FROM rooms WHERE id = '${closed.roomId}';
         UPDATE recordings SET chunks_removed_at = now() WHERE id = '${spent.recordingId}';
         SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${backupLock}`,
      );
    });
    expect(manifest.deletedMeanwhile).toMatchObject({ videos: [doomed.id], rooms: [closed.roomId] });
    expect(manifest.deletedMeanwhile.recordings).toEqual(
      expect.arrayContaining([closed.recordingId, spent.recordingId]),
    );
    expect(manifest.missing).toEqual([]);
    const restored = await restoreInto('deleted');
    expect(restored.ids).toEqual([film.id]);
    expect(restored.findings).toEqual([]);
    await platform.database.query('DELETE FROM rooms');
  });

  it('a damaged file is left out of what is restored, and named; all the rest is there', async () => {
    await makeBackup();
    const path = `sources/${film.id}`;
    const copy = join(backup, 'files', path);
    const { mtime } = statSync(copy);
    writeFileSync(copy, readFileSync(copy).fill(0, 1000, 1010));
    utimesSync(copy, mtime, mtime);
    const restored = await restoreInto('but-one');
    expect(restored.damaged).toEqual([{ path, what: 'is not what was copied' }]);
    expect(restored.ids).toEqual([film.id]);
    expect(restored.findings).toEqual(['source_missing']);
    expect(run('backup', '--data-dir', platform.dataDir, '--to', backup, '--verify').status).toBe(0);
    expect(readFileSync(copy)).toEqual(readFileSync(join(platform.uploadsDir, path)));
  });

  it('what is lost and was not deleted stays in the backup, is named, and comes back with a restore', async () => {
    const media = join(platform.uploadsDir, 'media');
    const segment = filesBelow(media).find((path) => path.endsWith('seg_00000.m4s'))!;
    // of a claim that ended badly: no row knows it, and fsck deletes it when it is asked to
    const leftover = segment.replace('.m4s', '-2.m4s');
    writeFileSync(join(media, leftover), 'left over');
    await makeBackup();
    rmSync(join(media, leftover));
    renameSync(join(media, segment), join(scratch, 'segment'));
    const { status, stdout } = run('backup', '--data-dir', platform.dataDir, '--to', backup);
    expect(stdout).toContain(`media/${segment}  is missing`);
    expect(stdout).toContain('complete but for 1:');
    expect(status).toBe(1);
    expect(existsSync(join(backup, 'files/media', leftover))).toBe(false);
    const restored = await restoreInto('lost');
    expect(restored.findings).toEqual([]);
    renameSync(join(scratch, 'segment'), join(media, segment));
    expect((await makeBackup()).missing).toEqual([]);
  });

  it('a restore of a backup that lacks files names them, and does not say that it has all', () => {
    const source = join(platform.uploadsDir, 'sources', film.id);
    const fresh = join(scratch, 'lacking');
    renameSync(source, join(scratch, 'source'));
    expect(run('backup', '--data-dir', platform.dataDir, '--to', fresh).status).toBe(1);
    const refused = run('backup', '--data-dir', platform.dataDir, '--to', backup);
    expect(refused.stderr).toContain('sources holds nothing of what the database names');
    expect(refused.status).toBe(2);
    renameSync(join(scratch, 'source'), source);
    const { status, stdout } = run(
      'restore',
      '--from',
      fresh,
      '--data-dir',
      join(scratch, 'lacking-restored'),
    );
    expect(stdout).toContain(`sources/${film.id}  was missing when the backup was made: not all of it`);
    expect(status).toBe(1);
  });

  it('makes no backup of a folder that is not mounted, and keeps the one before', async () => {
    const nothing = mkdtempSync(join(scratch, 'unmounted-'));
    await expect(makeBackup(silent, nothing)).rejects.toThrow('is it mounted?');
    expect(filesBelow(join(backup, 'files'))).toContain(`sources/${film.id}`);
  });

  it('a restored platform is the one that was, goes on with what was being processed, and plays', async () => {
    const { id } = await platform.send(longSource(scratch, 12));
    await eventually('encoding', async () => (await platform.api.load(id)).progress > 0.1);
    await makeBackup();
    await platform.api.delete(id);
    const restored = await restoreInto('goes-on');
    expect(restored.ids.toSorted()).toEqual([film.id, id].toSorted());
    expect(restored.findings).toEqual([]);
    const { dataDir, uploadsDir } = restored;
    const again = await startPlatform({
      dataDir,
      uploadsDir,
      port: await findFreePort(),
      say: silent,
      onLog: silent,
      settings: { SESSION_SECRET: platform.environment['SESSION_SECRET']! },
    });
    try {
      // the token that the platform before has given still holds
      const api = new ApiClient(again.url, platform.token);
      expect(await api.load(film.id)).toMatchObject({ status: 'ready', title: film.title });
      expect(playWithFfmpeg(new URL((await api.load(film.id)).hlsUrl!, again.url).href)).toBeGreaterThan(1.5);
      expect(await api.follow(id, undefined, 90_000)).toMatchObject({ status: 'ready', error: null });
      // numbers go on behind those that were given
      const next = await openDatabase(again.environment['DATABASE_URL']!);
      await next.query(`INSERT INTO storage_sweeps (prefix, due_at) VALUES ('check/x/', now())`);
      await next.destroy();
    } finally {
      await again.stop();
    }
  });

  it('restores into nothing that holds anything, and nothing that is damaged', async () => {
    const here = run('restore', '--from', backup, '--data-dir', join(scratch, 'goes-on'));
    expect(here.status).toBe(2);
    expect(here.stderr).toContain('is not empty');
    const url = platform.environment['DATABASE_URL']!;
    const empty = join(scratch, 'empty');
    const restore = () => runRestore({ from: backup, databaseUrl: url, uploadsDir: empty, say: silent });
    await expect(restore()).rejects.toThrow('The database is not empty: there are rows in');
    expect(existsSync(empty)).toBe(false);
    const nothing = join(scratch, 'nothing');
    mkdirSync(nothing);
    expect(run('restore', '--from', nothing, '--data-dir', empty).stderr).toContain('no complete backup');
    const manifest = (await findManifest(backup))!;
    const dump = join(backup, manifest.databaseFolder, 'videos.copy');
    const bytes = readFileSync(dump);
    appendFileSync(dump, '\n');
    await expect(restore()).rejects.toThrow('is damaged');
    writeFileSync(dump, bytes);
  });

  it('the drill says that a backup is good, and that a damaged one is not, and leaves nothing behind', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('sluice-drill-'));
    const good = run('backup_drill', '--data-dir', platform.dataDir);
    expect(good.stdout).toContain('played');
    expect(good.stdout).toContain('the backup is good');
    expect(good.status).toBe(0);
    const source = join(backup, 'files/sources', film.id);
    const bytes = readFileSync(source);
    writeFileSync(source, Buffer.from(bytes).fill(0, 1000, 1010));
    const bad = run('backup_drill', '--data-dir', platform.dataDir, '--from', backup);
    expect(bad.stdout).toContain('The backup is damaged');
    expect(bad.status).toBe(1);
    writeFileSync(source, bytes);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('sluice-drill-'))).toEqual(before);
  });

  it('the drill makes a database beside the platform’s where it is given one, as in a container', async () => {
    const env = { ...process.env, ...platform.environment, MEDIA_ACCEL_PREFIX: '/protected-media/' };
    const { stdout, status } = spawnSync(process.execPath, [entry('backup_drill'), '--from', backup], {
      encoding: 'utf8',
      env,
      timeout: 100_000,
    });
    expect(stdout).toContain('the backup is good');
    expect(status).toBe(0);
    const databases: { datname: string }[] = await platform.database.query(
      `SELECT datname FROM pg_database WHERE datname LIKE 'sluice_drill%'`,
    );
    expect(databases).toEqual([]);
  });

  /** The backup in a data folder of its own; ids of its videos, what was left out, and what fsck finds. */
  async function restoreInto(name: string) {
    const dataDir = join(scratch, name);
    const uploadsDir = join(dataDir, 'uploads');
    const undo: (() => Promise<void> | void)[] = [];
    mkdirSync(dataDir, { recursive: true });
    const logDir = join(dataDir, 'logs');
    const { url } = await startPostgres({ dataDir, logDir, root: projectRoot, say: silent, undo });
    const { damaged } = await runRestore({ from: backup, databaseUrl: url, uploadsDir, say: silent });
    const database = await openDatabase(url);
    const rows: { id: string }[] = await database.query('SELECT id FROM videos');
    const storage = new LocalStorage({ rootDir: join(uploadsDir, 'media') });
    const findings: string[] = [];
    await runFsck({
      database,
      storage,
      uploadsDir,
      quick: false,
      repair: false,
      deleteOrphans: false,
      sources: createSourceStore('local', storage, uploadsDir),
      onFinding: ({ code }) => findings.push(code),
    });
    await database.destroy();
    for (let step = undo.pop(); step; step = undo.pop()) await step();
    return { dataDir, uploadsDir, findings, damaged, ids: rows.map(({ id }) => id) };
  }
});

/** Before anything else happens here. */
function deleteNow({ url, token }: TestPlatform, id: string): void {
  const script = `fetch('${url}/api/videos/${id}', { method: 'DELETE', headers: { authorization: 'Bearer ${token}' } })
    .then(() => new Promise((resolve) => setTimeout(resolve, 4000)))`;
  spawnSync(process.execPath, ['--eval', script]);
}

function queryNow({ environment }: TestPlatform, sql: string): void {
  const script = `import pg from 'pg';
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query(process.argv[1]);
    await client.end();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script, sql], {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}
