import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { VideoTransitions } from '@sluice/database';
import { createSourceStore, LocalStorage, type ObjectStorage } from '@sluice/storage';
import { segmentPath, SluiceError, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asRemote } from '../../libs/storage/src/testing/remote-storage.js';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { runFsck } from '../../scripts/fsck/run-fsck.js';
import { makeAccount } from '../platform/accounts.js';
import { insertClip, insertRecording, insertSnapshot, insertVideos } from '../platform/rows.js';
import { longSource, shortSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('fsck', () => {
  let platform: TestPlatform;
  let scratch: string;
  let film: VideoView;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-fsck-'));
    // while it is made nothing else happens here, and connections are closed meanwhile
    longSource(scratch, 12);
    platform = await startTestPlatform();
    film = await platform.api.follow((await platform.send(shortSource(scratch))).id);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const at = (...parts: string[]): string => join(platform.uploadsDir, ...parts);
  const published = (name: string): string => at('media/videos', film.id, `a${film.attempt}`, name);
  const firstOf = (pattern: RegExp): string =>
    readFileSync(published('master.m3u8'), 'utf8').match(pattern)?.[0] ?? '';

  interface Told {
    id: string;
    code: string;
    done: string | null;
  }

  interface Asked {
    quick?: boolean;
    repair?: boolean;
    deleteOrphans?: boolean;
    storage?: ObjectStorage;
  }

  async function look(asked: Asked = {}) {
    const told: Told[] = [];
    const { uploadsDir, database } = platform;
    const storage = new LocalStorage({ rootDir: at('media') });
    const sources = createSourceStore('local', storage, uploadsDir);
    await runFsck({
      database,
      storage,
      sources,
      uploadsDir,
      quick: false,
      repair: false,
      deleteOrphans: false,
      ...asked,
      onFinding: ({ id, code }, done) => told.push({ id, code, done }),
    });
    return told;
  }
  const found = async (asked = {}): Promise<string[][]> =>
    (await look(asked)).map(({ id, code }) => [id, code]);

  /** A file that nobody has touched for the given hours. */
  function leave(path: string, hoursOld: number): string {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), 'what is this');
    const time = new Date(Date.now() - hoursOld * 3600_000);
    utimesSync(at(path), time, time);
    return path;
  }

  beforeEach(async () => {
    film = await platform.api.follow(film.id, undefined, 60_000);
    // the worker that planned it may be at its pictures still
    await eventually('nothing is worked on', () => platform.files('work').length === 0);
    expect(await look()).toEqual([]);
  });

  it.each([
    ['a segment that is gone', 'segment', (path: string) => rmSync(path)],
    ['a segment that was cut short', 'segment', (path: string) => truncateSync(path, 100)],
    [
      'a segment of zeros',
      'segment',
      (path: string) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
    ],
    ['a segment with one bit that has turned', 'segment', turnLastBit],
    ['an init segment that is gone', 'init', (path: string) => rmSync(path)],
    ['a poster that is cut short', 'poster', (path: string) => truncateSync(path, 500)],
    ['a sheet of the storyboard that is gone', 'sheet', (path: string) => rmSync(path)],
  ])(
    'finds %s, and processes the video again',
    async (_, which, damage) => {
      const rendition = firstOf(/\d+p(?=\/playlist)/);
      const names = {
        segment: `${rendition}/seg_00000.m4s`,
        init: `${rendition}/init.mp4`,
        poster: 'poster.jpg',
        sheet: 'storyboard_00.jpg',
      };
      damage(published(names[which as keyof typeof names]));
      expect(await found()).toEqual([[film.id, 'published_damaged']]);
      const before = film.attempt;
      expect(await look({ repair: true })).toMatchObject([
        { done: expect.stringContaining('processed again') },
      ]);
      film = await platform.api.follow(film.id, undefined, 60_000);
      expect(film).toMatchObject({ status: 'ready', error: null });
      expect(film.attempt).toBeGreaterThan(before);
      const report = await checkHls(new URL(film.hlsUrl!, platform.url).href);
      expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
    },
    90_000,
  );

  it('writes playlists anew that are gone or were changed, and processes nothing', async () => {
    const master = readFileSync(published('master.m3u8'), 'utf8');
    rmSync(published('audio/playlist.m3u8'));
    writeFileSync(published('master.m3u8'), '#EXTM3U\n');
    expect(await found()).toEqual([[film.id, 'playlists_damaged']]);
    expect(await look({ repair: true })).toMatchObject([{ done: 'written anew' }]);
    expect(readFileSync(published('master.m3u8'), 'utf8')).toBe(master);
    expect((await platform.api.load(film.id)).attempt).toBe(film.attempt);
  });

  it('names what cannot be read, and looks at all the rest', async () => {
    const local = new LocalStorage({ rootDir: at('media') });
    const unless = <T>(key: string, answer: () => Promise<T>): Promise<T> =>
      /seg_00000\.m4s$|poster\.jpg$/.test(key)
        ? Promise.reject(new SluiceError('storage_unavailable', 'Local storage: reading failed (EIO)'))
        : answer();
    const storage = asRemote(local, {
      fingerprint: (key) => unless(key, () => local.fingerprint(key)),
      read: (key) => unless(key, () => local.read(key)),
    });
    const master = readFileSync(published('master.m3u8'));
    writeFileSync(published('master.m3u8'), '#EXTM3U\n');
    expect(await found({ storage })).toEqual([
      [film.id, 'unreadable'],
      [film.id, 'playlists_damaged'],
    ]);
    writeFileSync(published('master.m3u8'), master);
    // its folder as a whole
    const folder = published('.').replace(/\/$/, '');
    renameSync(folder, `${folder}-away`);
    symlinkSync(folder, folder);
    const codes = await found();
    rmSync(folder);
    renameSync(`${folder}-away`, folder);
    expect(codes).toEqual([[film.id, 'unreadable']]);
  });

  it('finds a source that was damaged, and does not make a video of it', async () => {
    const source = at('sources', film.id);
    const bytes = readFileSync(source);
    const init = readFileSync(published('audio/init.mp4'));
    try {
      // whatever is there becomes something else
      writeFileSync(
        source,
        bytes.map((byte, at) => (at >= 1000 && at < 1010 ? byte ^ 255 : byte)),
      );
      expect(await found()).toEqual([[film.id, 'source_damaged']]);
      // sizes alone don't show it
      expect(await found({ quick: true })).toEqual([]);
      // no picture: the worker that planned the last version may still be about to write its own
      rmSync(published('audio/init.mp4'));
      for (const quick of [false, true]) {
        const told = await look({ repair: true, quick });
        const damage = told.find(({ code }) => code === 'published_damaged');
        expect(damage?.done).toContain('not repaired: its source is not what was uploaded');
      }
      rmSync(source);
      const codes = (await look({ quick: true })).map(({ code }) => code);
      expect(new Set(codes)).toEqual(new Set(['source_missing', 'published_damaged']));
    } finally {
      writeFileSync(source, bytes);
      writeFileSync(published('audio/init.mp4'), init);
    }
  });

  it('answers original_removed where the original is no longer kept', async () => {
    const init = readFileSync(published('audio/init.mp4'));
    await platform.database.query('UPDATE videos SET source_removed_at = now() WHERE id = $1', [film.id]);
    expect(await found({ quick: true })).toEqual([[film.id, 'source_stays']]);
    rmSync(published('audio/init.mp4'));
    const told = await look({ quick: true });
    expect(told.map(({ code }) => code).toSorted()).toEqual(['published_damaged', 'source_stays']);
    const transitions = new VideoTransitions(platform.database);
    expect(await transitions.remake(film.id, film.attempt)).toBe(false);
    await platform.database.query('UPDATE videos SET source_removed_at = NULL WHERE id = $1', [film.id]);
    writeFileSync(published('audio/init.mp4'), init);
  });

  it('keeps the damaged version playable until the new one replaces it', async () => {
    const before = film.attempt;
    const transitions = new VideoTransitions(platform.database);
    expect(await transitions.remake(film.id, before + 1)).toBe(false);
    expect(await transitions.remake(film.id, before)).toBe(true);
    expect(await transitions.remake(film.id, before)).toBe(false);
    const seen: VideoView[] = [];
    film = await platform.api.follow(film.id, (video) => seen.push(video), 60_000);
    for (const video of seen.filter(({ status }) => status === 'processing')) {
      expect(video.playable).toBe(true);
      expect(video.hlsUrl).not.toBeNull();
    }
    expect(seen.some(({ status }) => status === 'processing')).toBe(true);
    expect(film.attempt).toBeGreaterThan(before);
    // whoever watches the old one may finish
    expect(platform.files(join('media/videos', film.id))).toContain(`a${before}`);
  });

  it('lists what no row knows when it is older than a day, and deletes it only when it is told to', async () => {
    const old = [
      leave(`sources/${randomUUID()}`, 25),
      leave(`media/videos/${randomUUID()}/a1/master.m3u8`, 25),
      leave(`media/snapshots/${randomUUID()}/picture.jpg`, 25),
      leave(`media/recordings/${randomUUID()}/${randomUUID()}/${randomUUID()}/000000-aa.m4s`, 25),
      leave(`processed/${randomUUID()}/${randomUUID()}/film-${'a'.repeat(32)}`, 25),
    ];
    const leftover = leave(`media/videos/${film.id}/a${film.attempt}/tiles_00000.jpg`, 25);
    const young = [
      leave(`sources/${randomUUID()}`, 23),
      leave(`media/videos/${randomUUID()}/a1/init.mp4`, 23),
      leave(`media/videos/${film.id}/a${film.attempt}/tiles_00001.jpg`, 23),
    ];
    const told = await look();
    expect(told.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'orphan'));
    await look({ repair: true });
    expect([...old, leftover].every((path) => isThere(path))).toBe(true);
    await look({ deleteOrphans: true });
    expect([...old, leftover].map((path) => isThere(path))).toEqual(old.map(() => false).concat(false));
    expect(young.map((path) => isThere(path))).toEqual([true, true, true]);
  });

  it('schedules the deletion of a dead attempt', async () => {
    const dead = leave(`media/videos/${film.id}/a99/init.mp4`, 25);
    expect(await found()).toEqual([[`videos/${film.id}/a99/`, 'dead_prefix']]);
    await look({ repair: true });
    await eventually('it is swept', () => !isThere(dead));
  });

  it('asks for the right database where nothing is known, and deletes nothing', async () => {
    const other = await startTestPlatform({ workers: 0 });
    try {
      const path = join(other.uploadsDir, 'sources', randomUUID());
      writeFileSync(path, 'a film');
      utimesSync(path, new Date(0), new Date(0));
      const storage = new LocalStorage({ rootDir: join(other.uploadsDir, 'media') });
      const codes: string[] = [];
      const summary = await runFsck({
        database: other.database,
        storage,
        sources: createSourceStore('local', storage, other.uploadsDir),
        uploadsDir: other.uploadsDir,
        quick: true,
        repair: true,
        deleteOrphans: true,
        onFinding: ({ code }) => codes.push(code),
      });
      expect(codes).toEqual(['wrong_database', 'orphan']);
      expect(summary.deleted).toBe(0);
      expect(readFileSync(path, 'utf8')).toBe('a film');
    } finally {
      await other.close();
    }
  });

  it('finds rows that cannot be, and pictures of cameras that are gone', async () => {
    const owner = await makeAccount(platform, 'owner');
    const [unpublished] = await insertVideos(platform, owner.id, [{ readyAt: null }]);
    const snapshot = await insertSnapshot(platform, owner.id);
    const told = await found({ quick: true });
    expect(told).toContainEqual([unpublished, 'ready_unpublished']);
    expect(told).toContainEqual([unpublished, 'source_missing']);
    expect(told).toContainEqual([unpublished, 'rows_missing']);
    expect(told).toContainEqual([snapshot, 'snapshot_damaged']);
    await new VideoTransitions(platform.database).delete(unpublished!);
    await platform.database.query('DELETE FROM snapshots');
  });

  it('finds pieces of a recording that are gone or are others, by the hash in their rows', async () => {
    const owner = await makeAccount(platform, 'host');
    const piece = Buffer.from('two seconds');
    const { takeId, key } = await insertRecording(platform, owner.id, piece);
    leave(`media/${key}`, 25);
    writeFileSync(at('media', key), piece);
    expect(await look()).toEqual([]);
    writeFileSync(at('media', key), Buffer.from(piece).fill('x', 0, 3));
    expect(await found({ quick: true })).toEqual([]);
    expect(await found()).toEqual([[takeId, 'recording_chunk_missing']]);
    rmSync(at('media', key));
    expect(await found({ quick: true })).toEqual([[takeId, 'recording_chunk_missing']]);
    await platform.database.query('DELETE FROM rooms');
  });

  it('finds segments that a clip holds no more, or that are none, until it is cut', async () => {
    const owner = await makeAccount(platform, 'owner');
    const id = await insertClip(platform, owner.id);
    const startMs = Date.now() - 60_000;
    const held = [0, 1].map((seq) => {
      const times = { startMs: startMs + 2000 * seq, durationMs: 2000, frames: 50 };
      const path = segmentPath({ ...times, epoch: 1, run: 1, seq, isRecovered: false });
      return leave(`clips/${id}/${path}`, 0);
    });
    // stopped and failed: it waits for a retry
    await platform.database.query(
      `UPDATE clips SET start_at = $2, end_at = $3, stopped_at = now() WHERE video_id = $1`,
      [id, new Date(startMs), new Date(startMs + 4000)],
    );
    await platform.database.query(
      `UPDATE videos SET status = 'failed', error_code = 'clip_incomplete' WHERE id = $1`,
      [id],
    );
    expect(await found({ quick: true })).toEqual([]);
    expect(await found()).toEqual([[id, 'held_damaged']]);
    rmSync(at(held[1]!));
    expect(await found({ quick: true })).toEqual([[id, 'held_missing']]);
    await new VideoTransitions(platform.database).delete(id);
    await eventually('it lets go of them', () => !isThere(held[0]!));
  });

  it('finds nothing wrong beside uploads, processing, deletions and sweeps', async () => {
    const told: Told[] = [];
    const over = new AbortController();
    const looking = (async () => {
      while (!over.signal.aborted) told.push(...(await look({ quick: true })));
    })();
    looking.catch(() => undefined);
    const source = shortSource(scratch);
    const sent = await Promise.all(
      [source, source, source, longSource(scratch, 12)].map((path) => platform.send(path)),
    );
    await platform.api.delete(sent[0]!.id);
    await platform.api.follow(sent[1]!.id, undefined, 60_000);
    await platform.api.delete(sent[1]!.id);
    await platform.api.follow(sent[2]!.id, undefined, 60_000);
    await platform.api.delete(sent[3]!.id);
    await platform.database.query('UPDATE storage_sweeps SET due_at = now()');
    await eventually('what is due is swept', async () => {
      const due: unknown[] = await platform.database.query(
        'SELECT 1 FROM storage_sweeps WHERE due_at <= now()',
      );
      return due.length === 0;
    });
    over.abort();
    await looking;
    expect(told).toEqual([]);
    await platform.api.delete(sent[2]!.id);
  }, 90_000);

  const isThere = (path: string): boolean => {
    try {
      readFileSync(at(path));
      return true;
    } catch {
      return false;
    }
  };
});

/** In the last picture's data: every box is as it was. */
function turnLastBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
}
