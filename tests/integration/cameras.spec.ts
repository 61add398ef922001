import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cameraFolder, type CameraTest, type Problem } from '@sluice/vod';
import { seedCameras } from '@sluice/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount } from '../platform/accounts.js';
import { startClockCamera } from '../../scripts/api/clock-picture.js';
import type { Answer } from '../platform/http.js';
import {
  liveClient,
  newestMs,
  startLivePlatform,
  utc,
  type LivePlatform,
} from '../platform/live-platform.js';
import { eventually } from '../platform/test-platform.js';
import type { LiveClient } from '../../scripts/api/live-client.js';

const problemOf = ({ text }: Answer): Problem => JSON.parse(text) as Problem;

describe('cameras', () => {
  let platform: LivePlatform;
  let boss: LiveClient<Answer>;

  beforeAll(async () => {
    platform = await startLivePlatform({ BUFFER_SECONDS: '60' }, { workers: 0 });
    boss = liveClient(platform, (await makeAccount(platform, 'boss', { role: 'admin' })).token);
  });
  afterAll(() => platform?.close());

  it('are tried, added, changed and removed, and never show their passwords', async () => {
    const camera = await startClockCamera();
    const source = camera.url.replace('http://', 'http://admin:geheim@');
    try {
      const test = JSON.parse((await boss.ask('POST', '/api/cameras/test', { source })).text) as CameraTest;
      expect(test).toMatchObject({
        codec: 'h264',
        width: 640,
        height: 360,
        willEncode: false,
        hasAudio: false,
      });
      expect(test.picture).toMatch(/^data:image\/jpeg;base64,/);

      const added = await boss.add({ name: 'Door', source });
      expect(added.source).toContain('***@127.0.0.1');
      await eventually('it is live', async () => (await boss.camera(added.id)).state === 'live');
      expect((await boss.camera(added.id)).status).toMatchObject({ mode: 'copy', codec: 'h264' });
      const again = await boss.ask('POST', '/api/cameras', { name: 'Door', source: 'test:' });
      expect(problemOf(again).code).toBe('camera_name_taken');

      const limits = { bufferSeconds: 30, maxBytes: 5_000_000, minFreeBytes: 100_000_000 };
      const changed = await boss.change(added.id, { name: 'Gate', ...limits });
      expect(changed).toMatchObject({ name: 'Gate', ...limits });
      await eventually(
        'the recorder has heard',
        async () => (await boss.buffer('Gate')).configured_seconds === 30,
      );
      await boss.change(added.id, { enabled: false });
      await eventually('it is off', async () => (await boss.camera(added.id)).state === 'disabled');

      expect((await boss.ask('DELETE', `/api/cameras/${added.id}`)).status).toBe(204);
      await eventually(
        'its buffer is gone',
        () => !existsSync(join(platform.uploadsDir, cameraFolder(added.id))),
      );
      expect((await boss.ask('GET', `/api/cameras/${added.id}`)).status).toBe(404);
      expect(platform.log.join('\n')).not.toContain('geheim');
    } finally {
      camera.close();
    }
  });

  it('are made of a source once, whatever becomes of them', async () => {
    const { database } = platform;
    const named = [{ name: 'Yard', source: 'rtsp://admin:geheim@127.0.0.1:1/yard' }];
    expect(await seedCameras(database, named)).toEqual(['Yard']);
    await database.query(`UPDATE cameras SET source = 'test:', enabled = false WHERE name = 'Yard'`);
    expect(await seedCameras(database, named)).toEqual([]);
    await database.query(`DELETE FROM cameras WHERE name = 'Yard'`);
    expect(await seedCameras(database, named)).toEqual([]);
    const seeds: unknown[] = await database.query('SELECT * FROM camera_seeds');
    expect(JSON.stringify(seeds)).not.toContain('geheim');
  });

  it.each([
    ['a camera that is not there', 'rtsp://admin:geheim@127.0.0.1:1/none', 'camera_unreachable'],
    ['a film that is not there', '/films/none.mp4', 'camera_unreachable'],
    ['a file of the system', '/proc/self/environ', 'validation_failed'],
    ['a list of files', 'concat:/etc/passwd|/etc/hostname', 'validation_failed'],
    ['nothing', '', 'validation_failed'],
  ])('say why %s gives no picture', async (_, source, code) => {
    const answer = await boss.ask('POST', '/api/cameras/test', { source });
    expect(problemOf(answer).code).toBe(code);
    expect(answer.text).not.toContain('geheim');
  });

  it('are played live, over the whole buffer and over a range of it', async () => {
    const { live, camera } = platform;
    const text = async (path: string): Promise<string> => (await live.ask('GET', path)).text;
    await eventually('a longer buffer', async () => (await live.buffer(camera.id)).duration_seconds > 6);
    const [last, whole] = [await text(camera.liveUrl), await text(camera.dvrUrl)];
    const entries = (playlist: string): number => playlist.match(/#EXTINF/g)?.length ?? 0;
    expect(entries(last)).toBeGreaterThanOrEqual(3);
    expect(entries(whole)).toBeGreaterThanOrEqual(entries(last));
    for (const playlist of [last, whole]) {
      expect(playlist).not.toContain('ENDLIST');
      expect(playlist.match(/#EXT-X-PROGRAM-DATE-TIME:.*Z/g)).toHaveLength(entries(playlist));
    }
    const newest = await newestMs(platform);
    const range = `?from=${utc(newest - 3500)}&to=${utc(newest - 1500)}`;
    const closed = await text(camera.dvrUrl + range);
    expect(closed).toContain('#EXT-X-ENDLIST');
    expect(entries(closed)).toBe(3);
    const [uri] = /^segments\/.*$/m.exec(last)!;
    const segment = await live.ask('GET', `/api/cameras/${camera.id}/${uri}`);
    expect([segment.status, segment.headers['content-type'], segment.bytes[0]]).toEqual([
      200,
      'video/mp2t',
      0x47,
    ]);
    const outside = await live.ask('GET', `/api/cameras/${camera.id}/segments/../../../../etc/passwd`);
    expect(outside.status).toBe(404);
    const unknown = await live.ask(
      'GET',
      `/api/cameras/${camera.id}/segments/${encodeURIComponent('../open/1-1/000000.ts')}`,
    );
    expect(unknown.status).toBe(404);
    const zoneless = await live.ask('GET', `${camera.dvrUrl}?from=2026-11-20T14:00:00`);
    expect(problemOf(zoneless).code).toBe('validation_failed');
    const before = await live.ask('GET', `${camera.dvrUrl}?to=2020-01-01T00:00:00Z`);
    expect(problemOf(before)).toMatchObject({ code: 'no_footage', available: [{}] });
  });

  it('tell how their buffers are, also while no recorder runs', async () => {
    const { live, camera } = platform;
    const running = await live.buffer(camera.name);
    expect(running).toMatchObject({ camera_id: camera.id, state: 'live', recorder_running: true, gaps: [] });
    expect(running.frame_count).toBe(Math.round(running.duration_seconds * 30));
    expect(await live.streams()).toMatchObject({
      stream_running: true,
      recorder_running: true,
      recorder_down_since: null,
      buffer: { camera_id: camera.id },
      cameras: [{ state: 'live', stream: { mode: 'encode' } }],
    });
    expect((await live.ask('GET', '/video/buffer/status?camera=none')).status).toBe(404);

    const downMs = Date.now();
    await platform.recorder!.stop('SIGTERM', 14_000);
    await eventually('it is said', async () => !(await live.streams()).recorder_running, 10_000);
    const down = await live.streams();
    expect(down).toMatchObject({ stream_running: false, cameras: [{ state: 'recorder_down' }] });
    expect(Math.abs(Date.parse(down.recorder_down_since!) - downMs)).toBeLessThan(3000);
    expect((await live.buffer(camera.id)).frame_count).toBeGreaterThanOrEqual(running.frame_count);
    const snapshot = await live.ask('POST', `/api/cameras/${camera.id}/snapshots`, {});
    expect([snapshot.status, problemOf(snapshot).code]).toEqual([503, 'recorder_down']);
    // what was recorded can still be kept
    const newest = await newestMs(platform);
    const clip = await live.cut(camera.id, newest - 2000, newest - 500);
    expect(clip).toMatchObject({ playable: true, clip: { state: 'cutting' } });
    const late = await live.ask('POST', `/api/cameras/${camera.id}/clips/start`, {
      startUtc: utc(Date.now()),
    });
    expect(problemOf(late).code).toBe('no_footage');
  });
});
