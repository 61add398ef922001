import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PinoLogger } from 'nestjs-pino';
import { createLogger, storageSettings } from '@sluice/service';
import { createSourceStore, createStorage } from '@sluice/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Housekeeping } from '../../backend/src/reconciler/housekeeping.service.js';
import { readBackendSettings } from '../../backend/src/settings.js';
import { makeAccount } from '../platform/accounts.js';
import { insertCamera, insertClip, insertVideos } from '../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** A job that nobody takes. */
const farAway = new Date('2999-01-01');
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe('housekeeping', () => {
  let platform: TestPlatform;
  let housekeeping: Housekeeping;

  beforeAll(async () => {
    platform = await startTestPlatform();
    const logger = new PinoLogger({ pinoHttp: { logger: createLogger('test', 'fatal') } });
    const settings = readBackendSettings(platform.environment);
    const storage = createStorage(storageSettings(settings));
    const sources = createSourceStore(settings.STORAGE_DRIVER, storage, settings.UPLOADS_DIR);
    housekeeping = new Housekeeping(platform.database, logger, settings, storage, sources);
  });
  afterAll(() => platform?.close());

  /** A file (or folder) that nobody has touched for the given hours. */
  function leave(folder: string, name: string, hoursOld: number): string {
    const path = join(platform.uploadsDir, folder, name);
    if (['work', 'live', 'clips'].includes(folder)) mkdirSync(path, { recursive: true });
    else writeFileSync(path, 'film');
    const at = new Date(Date.now() - hoursOld * 3600_000);
    utimesSync(path, at, at);
    return path;
  }

  it('touches no source when the database knows none of them: it may be the wrong database', async () => {
    const source = leave('sources', randomUUID(), 48);
    await housekeeping.tidy();
    expect(existsSync(source)).toBe(true);
  });

  it('sets aside an old source that no video knows, and keeps the others', async () => {
    const owner = await makeAccount(platform, 'owner');
    const [known] = await insertVideos(platform, owner.id, [{}]);
    const [kept, fresh, unknownId] = [
      leave('sources', known!, 48),
      leave('sources', randomUUID(), 1),
      randomUUID(),
    ];
    const unknown = leave('sources', unknownId, 48);
    await housekeeping.tidy();
    expect([kept, fresh, unknown].map((path) => existsSync(path))).toEqual([true, true, false]);
    expect(platform.files('orphans')).toContain(unknownId);
  });

  it('removes uploads that broke off a day ago, and nothing younger', async () => {
    const [old, young] = [leave('incoming', randomUUID(), 25), leave('incoming', randomUUID(), 23)];
    await housekeeping.tidy();
    expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  it('removes work that nobody has had a claim to for ten minutes, whatever becomes of its video', async () => {
    const owner = await makeAccount(platform, 'owner');
    const waiting = {
      status: 'processing',
      stage: 'encoding',
      notBefore: farAway,
      playableAt: null,
    } as const;
    const ids = await insertVideos(platform, owner.id, [
      { ...waiting, leaseUntil: minutesAgo(9) },
      { ...waiting, leaseUntil: minutesAgo(11) },
      waiting,
    ]);
    const [held, lost, encoding] = ids as [string, string, string];
    await platform.database.query(
      `INSERT INTO encodings (video_id, attempt, plan) VALUES ('${encoding}', 1, '{}');
       INSERT INTO chunks (video_id, attempt, index, kind, first_segment, start_frame, start_sec, duration_sec, output,
         claims, lease_until, not_before)
       SELECT '${encoding}', 1, index, 'audio', 0, 0, 0, 1, '{}', 2, now() - minutes * interval '1 minute', '2999-01-01'
       FROM (VALUES (-1, 9), (5, 11)) AS chunk (index, minutes)`,
    );
    const clip = await insertClip(platform, owner.id);
    await platform.database.query('UPDATE clips SET attempt = 2, lease_until = now() WHERE video_id = $1', [
      clip,
    ]);
    const [kept, removed] = [
      [`${held}-a1-finish`, `${held}-a1-stills`, `${encoding}-a1-c-1-2`, `clip-${clip}-a2`],
      [`${held}-a0-finish`, `${lost}-a1-finish`, `${encoding}-a1-c-1-1`, `${encoding}-a1-c5-2`].concat([
        `${encoding}-a1-stills`,
        `clip-${clip}-a1`,
        `${randomUUID()}-recording-1`,
      ]),
    ];
    const left = [...kept, ...removed].map((name) => leave('work', name, 11 / 60));
    const young = leave('work', `${randomUUID()}-a1-c0-1`, 9 / 60);
    await housekeeping.tidy();
    expect([...left, young].filter((path) => existsSync(path))).toEqual([
      ...left.slice(0, kept.length),
      young,
    ]);
    await platform.database.query(`DELETE FROM videos WHERE id = '${clip}'; DELETE FROM cameras`);
  });

  it("leaves a worker's copies of sources alone, however old they are", async () => {
    const copies = leave('work', 'sources', 48);
    await housekeeping.tidy();
    expect(existsSync(copies)).toBe(true);
  });

  it('removes parts of a room’s film that was never put together, after a day', async () => {
    const place = `processed/${randomUUID()}/${randomUUID()}`;
    mkdirSync(join(platform.uploadsDir, place), { recursive: true });
    const secret = randomUUID().replaceAll('-', '');
    const [old, young] = [
      leave(place, `r1-span-00000-${secret}`, 25),
      leave(place, `r1-span-00001-${secret}`, 23),
    ];
    await housekeeping.tidy();
    expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  it.each([
    ['live', 'Cameras_remove', () => insertCamera(platform)],
    ['clips', 'Videos_delete', (ownerId: string) => insertClip(platform, ownerId)],
  ])(
    'removes from %s what somebody removed, and sets aside what nobody knows, unless the database knows nothing',
    async (folder, removal, insert) => {
      const [unknownId, removedId] = [randomUUID(), randomUUID()];
      const [unknown, removed] = [leave(folder, unknownId, 48), leave(folder, removedId, 48)];
      await platform.database.query(
        `INSERT INTO audit_events (actor_name, action, subject_id, address) VALUES ('', $1, $2, '')`,
        [removal, removedId],
      );
      await housekeeping.tidy();
      expect([unknown, removed].map((path) => existsSync(path))).toEqual([true, true]);
      const owner = await makeAccount(platform, 'owner');
      const kept = leave(folder, await insert(owner.id), 48);
      const fresh = leave(folder, randomUUID(), 1);
      await housekeeping.tidy();
      expect([unknown, removed, kept, fresh].map((path) => existsSync(path))).toEqual([
        false,
        false,
        true,
        true,
      ]);
      expect(existsSync(join(platform.uploadsDir, 'orphans', `${folder}-${unknownId}`))).toBe(true);
      expect(existsSync(join(platform.uploadsDir, 'orphans', `${folder}-${removedId}`))).toBe(false);
    },
  );

  it('removes what the store was tried with a day ago', async () => {
    mkdirSync(join(platform.uploadsDir, 'media/check'), { recursive: true });
    const [old, young] = [leave('media/check', 'old.txt', 25), leave('media/check', 'young.txt', 1)];
    await housekeeping.tidy();
    expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  it('goes on with the rest when one thing cannot be tidied up', async () => {
    const incoming = join(platform.uploadsDir, 'incoming');
    renameSync(incoming, `${incoming}.away`);
    writeFileSync(incoming, 'no folder');
    const old = leave('work', `${randomUUID()}-a1`, 25);
    await housekeeping.tidy();
    rmSync(incoming);
    renameSync(`${incoming}.away`, incoming);
    expect(existsSync(old)).toBe(false);
  });

  it('forgets workers that are gone and sessions that have ended', async () => {
    await platform.database.query(
      `INSERT INTO workers VALUES ('gone', now() - interval '2 days', '5.1', 'none', 1);
       INSERT INTO sessions (user_id, secret_hash, expires_at) SELECT id, 'ended', now() - interval '1 hour' FROM users LIMIT 1`,
    );
    await housekeeping.tidy();
    expect(await platform.database.query(`SELECT 1 FROM workers WHERE id = 'gone'`)).toEqual([]);
    expect(await platform.database.query(`SELECT 1 FROM sessions WHERE secret_hash = 'ended'`)).toEqual([]);
  });

  it('forgets invitations that ran out a month ago, and what people did more than 400 days ago', async () => {
    await platform.database.query(
      `INSERT INTO account_invites (secret_hash, role, note, created_by, expires_at)
       SELECT days || ' days', 'member', '', id, now() - days * interval '1 day'
       FROM (SELECT id FROM users LIMIT 1) u, unnest(ARRAY[29, 31]) AS days;
       INSERT INTO audit_events (actor_name, action, address, at)
       SELECT '', days || ' days', '', now() - days * interval '1 day' FROM unnest(ARRAY[399, 401]) AS days`,
    );
    await housekeeping.tidy();
    const kept = async (sql: string) =>
      (await platform.database.query<{ name: string }[]>(sql)).map(({ name }) => name);
    expect(await kept(`SELECT secret_hash AS name FROM account_invites`)).toEqual(['29 days']);
    expect(await kept(`SELECT action AS name FROM audit_events WHERE action ~ 'days'`)).toEqual(['399 days']);
  });
});
