import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinoLogger } from 'nestjs-pino';
import { VideoTransitions } from '@sluice/database';
import { createLogger } from '@sluice/service';
import { LocalStorage } from '@sluice/storage';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OriginalRetention } from '../../backend/src/reconciler/original-retention.service.js';
import { readBackendSettings } from '../../backend/src/settings.js';
import { retryVideos } from '../../scripts/retry_video_processing/retry-videos.js';
import { ask } from '../platform/http.js';
import { makeAccount } from '../platform/accounts.js';
import { shortSource } from '../platform/make-source.js';
import { insertVideos } from '../platform/rows.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('originals that are kept for a while', () => {
  let platform: TestPlatform;
  let scratch: string;
  let film: VideoView;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-originals-'));
    platform = await startTestPlatform();
    film = await platform.api.follow((await platform.send(shortSource(scratch))).id);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const retentionOf = (keepHours?: string): OriginalRetention => {
    const environment = { ...platform.environment, ...(keepHours && { ORIGINAL_KEEP_HOURS: keepHours }) };
    const logger = new PinoLogger({ pinoHttp: { logger: createLogger('test', 'fatal') } });
    const storage = new LocalStorage({ rootDir: join(platform.uploadsDir, 'media') });
    const { database } = platform;
    const transitions = new VideoTransitions(database);
    const settings = readBackendSettings(environment);
    return new OriginalRetention(database, transitions, logger, settings, storage);
  };
  const removeSpent = (keepHours?: string): Promise<void> => retentionOf(keepHours).removeSpent();
  const isKept = async (id: string): Promise<boolean> => {
    const [row] = await platform.database.query('SELECT source_removed_at FROM videos WHERE id = $1', [id]);
    return row.source_removed_at === null;
  };
  const readySince = (hours: number): Promise<unknown> =>
    platform.database.query('UPDATE videos SET ready_at = now() - make_interval(mins => $2) WHERE id = $1', [
      film.id,
      hours * 60,
    ]);

  it('stay for ever without a setting, and until their time is over with one', async () => {
    await readySince(1000);
    await removeSpent();
    await readySince(23.9);
    await removeSpent('24');
    expect(await isKept(film.id)).toBe(true);
  });

  it('stay while what was published is not whole, and while the video is not ready', async () => {
    await readySince(25);
    const thumbnail = join(platform.uploadsDir, 'media/videos', film.id, `a${film.attempt}`, 'thumbnail.jpg');
    renameSync(thumbnail, `${thumbnail}.away`);
    await removeSpent('24');
    expect(await isKept(film.id)).toBe(true);
    renameSync(`${thumbnail}.away`, thumbnail);
    await platform.database.query(
      `UPDATE videos SET status = 'failed', error_code = 'encode_failed' WHERE id = $1`,
      [film.id],
    );
    await removeSpent('24');
    expect(await isKept(film.id)).toBe(true);
    await platform.database.query(
      `UPDATE videos SET status = 'ready', error_code = NULL, ready_at = now() - interval '25 hours' WHERE id = $1`,
      [film.id],
    );
  });

  it('stay while films of a recording may still be made anew', async () => {
    const owner = await makeAccount(platform, 'host');
    const transitions = new VideoTransitions(platform.database);
    const [id] = await insertVideos(platform, owner.id, [
      { sourceKind: 'recording', readyAt: new Date(Date.now() - 48 * 3600_000) },
    ]);
    const [room, recording] = [randomUUID(), randomUUID()];
    await platform.database.query(
      `INSERT INTO rooms (id, owner_id, title, visibility) VALUES ($1, $2, 'A room', 'public')`,
      [room, owner.id],
    );
    await platform.database.query(
      `INSERT INTO recordings (id, room_id, number, status, started_at, completed_at)
       VALUES ($1, $2, 1, 'completed', now(), now())`,
      [recording, room],
    );
    await platform.database.query(
      `INSERT INTO recording_films (recording_id, video_id, revision, gaps) VALUES ($1, $2, 1, '[]')`,
      [recording, id],
    );
    expect(await transitions.removeSource(id!, 24)).toBe(false);
    await platform.database.query('UPDATE recordings SET chunks_removed_at = now() WHERE id = $1', [
      recording,
    ]);
    expect(await transitions.removeSource(id!, 24)).toBe(true);
    expect(await transitions.removeSource(id!, 24)).toBe(false);
    await transitions.delete(id!);
  });

  it('go when their time is over, behind however many damaged ones; the film plays, and nothing makes it anew', async () => {
    const source = join(platform.uploadsDir, 'sources', film.id);
    expect(existsSync(source)).toBe(true);
    const owner = await makeAccount(platform, 'owner of the damaged');
    const damaged = { readyAt: new Date(Date.now() - 48 * 3600_000) };
    await insertVideos(
      platform,
      owner.id,
      Array.from({ length: 1000 }, () => damaged),
    );
    const retention = retentionOf('24');
    await retention.removeSpent();
    expect(await isKept(film.id)).toBe(true);
    await retention.removeSpent();
    expect(await isKept(film.id)).toBe(false);
    await eventually('the file is gone', () => !existsSync(source));
    expect(await platform.api.load(film.id)).toMatchObject({ status: 'ready', playable: true });
    const { status, text } = await ask(platform.url, 'POST', `/api/videos/${film.id}/retry`, {
      token: platform.token,
    });
    expect([status, JSON.parse(text)]).toEqual([410, expect.objectContaining({ code: 'original_removed' })]);
    const said: string[] = [];
    const { retried } = await retryVideos({
      database: platform.database,
      queues: {} as never,
      ids: [film.id],
      dryRun: false,
      print: (line) => said.push(line),
    });
    expect(retried).toBe(0);
    expect(said[0]).toContain('original_removed');
    expect(await new VideoTransitions(platform.database).remake(film.id, film.attempt)).toBe(false);
  });
});
