import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failExhausted, markChunkUnsent } from '@sluice/database';
import { openQueues } from '@sluice/queue';
import type { VideoPage, VideoView } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryVideos } from '../../scripts/retry_video_processing/retry-videos.js';
import { ActedWorker } from '../platform/act-as-worker.js';
import { ask, expectProblem } from '../platform/http.js';
import { shortSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** The index of its chunk. */
const sound = -1;

/** What rows and queues do, whatever a worker does; growing.spec.ts has what people see of it. */
describe('a chunk', () => {
  let platform: TestPlatform;
  let scratch: string;
  let worker: ActedWorker;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-chunk-states-'));
    platform = await startTestPlatform({ workers: 0 });
    worker = new ActedWorker(platform);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  beforeEach(() => platform.database.query('DELETE FROM videos'));

  const upload = async (): Promise<string> => (await platform.send(shortSource(scratch))).id;
  const load = (id: string): Promise<VideoView> => platform.api.load(id);
  const media = (id: string, name: string) => ask(platform.url, 'GET', `/media/videos/${id}/${name}`);
  const listed = async (): Promise<VideoView[]> =>
    (JSON.parse((await ask(platform.url, 'GET', '/api/videos')).text) as VideoPage).items;
  const retry = (id: string) =>
    ask(platform.url, 'POST', `/api/videos/${id}/retry`, { token: platform.token });

  /** With the first segment of picture and sound there, and both still at work. */
  async function uploadPlayable() {
    const id = await upload();
    return { id, ...(await worker.begin(id)) };
  }

  it('is one worker’s at a time; who claims again shuts the first one out', async () => {
    const { id, picture } = await uploadPlayable();
    await expect(worker.claim(id, 0, 2)).rejects.toThrow('cannot be had');
    await worker.die(id);
    await expect(worker.claim(id, 0, 1)).rejects.toThrow('cannot be had');
    const second = await worker.claim(id, 0, 2);
    expect(second).toMatchObject({
      claim: 2,
      tries: 2,
      output: worker.put(picture, { '720p': 1, '480p': 1 }),
    });
    expect(await worker.chunks.heartbeat(picture, 0.9)).toBe(false);
    expect(await worker.chunks.record(picture, worker.putAll(picture))).toBe(false);
    expect(await worker.chunks.complete(picture, worker.putAll(picture))).toEqual({
      accepted: false,
      finish: null,
    });
    expect(await worker.chunks.complete(second, second.output)).toMatchObject({ accepted: true });
    expect(await worker.chunks.complete(second, second.output)).toMatchObject({ accepted: false });
    expect((await load(id)).chunks).toEqual({ done: 1, total: 6 });
  });

  it('the two last ones end at the same moment: one of their workers finishes the video, each time', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await upload();
      await worker.plan(id, 6);
      await worker.do(id, [sound]);
      const last = [await worker.claim(id, 0), await worker.claim(id, 1)];
      const ended = await Promise.all(
        last.map((claim) => worker.chunks.complete(claim, worker.putAll(claim))),
      );
      expect(ended.map(({ accepted }) => accepted)).toEqual([true, true]);
      expect(ended.filter(({ finish }) => finish !== null)).toHaveLength(1);
      expect(await load(id)).toMatchObject({ stage: 'verifying', chunks: { done: 3, total: 3 } });
    }
  });

  it('travels by its place, the heads of all videos first; sound in a lane of its own', async () => {
    const [first, second] = [await upload(), await upload()];
    await worker.plan(first);
    await worker.plan(second);
    const queues = openQueues(platform.environment['REDIS_URL']!);
    const waiting = async (queue: 'transcode' | 'tracks'): Promise<string[]> =>
      (await queues[queue].getWaiting()).map((job) => String(job.id));
    try {
      const sent = async (): Promise<number> => {
        const [row] = await platform.database.query(
          'SELECT count(*)::int AS count FROM chunks WHERE sent_at IS NOT NULL',
        );
        return row.count;
      };
      await eventually('all are sent', async () => (await sent()) === 12);
      const names = (await waiting('transcode')).filter(
        (id) => id.startsWith(first) || id.startsWith(second),
      );
      expect(names.map((id) => id.replace(/^.*-c/, ''))).toEqual(
        [0, 0, 1, 1, 2, 2, 3, 3, 4, 4].map((index) => `${index}-1`),
      );
      expect(await waiting('tracks')).toEqual(
        expect.arrayContaining([`${first}-a1-c-1-1`, `${second}-a1-c-1-1`]),
      );
      expect(platform.log.filter((line) => line.includes('chunks sent'))).not.toHaveLength(0);
    } finally {
      await queues.close();
    }
  });

  it('is given back once, also when that is told twice because the first answer was lost', async () => {
    const id = await upload();
    await worker.plan(id);
    const claim = await worker.claim(id, 0);
    const giveBack = () =>
      worker.chunks.handBack(claim, { delaySec: 3600, countsAsTry: false, reason: 'the database was away' });
    expect([await giveBack(), await giveBack()]).toEqual([true, false]);
    const rows = await platform.database.query('SELECT tries FROM chunks WHERE video_id = $1 AND index = 0', [
      id,
    ]);
    expect(rows).toEqual([{ tries: 0 }]);
  });

  it('is sent again at once when its job came to a worker that has no room', async () => {
    const id = await upload();
    await worker.plan(id);
    const queues = openQueues(platform.environment['REDIS_URL']!);
    const find = () => queues.transcode.getJob(`${id}-a1-c0-1`);
    try {
      await eventually('it is sent', async () => (await find()) !== null);
      const isMarked = async (): Promise<boolean> => {
        const [row] = await platform.database.query(
          'SELECT sent_at IS NOT NULL AS sent FROM chunks WHERE video_id = $1 AND index = 0',
          [id],
        );
        return row.sent;
      };
      await eventually('that is known', isMarked);
      await (await find())!.remove();
      await markChunkUnsent(platform.database, { videoId: id, attempt: 1, index: 0 });
      await eventually('it is there again', async () => (await find()) !== null, 10_000);
    } finally {
      await queues.close();
    }
  });

  it('waits in the queue until somebody begins, planned or not', async () => {
    const [first, second] = [await upload(), await upload()];
    const positions = async () => [(await load(first)).queuePosition, (await load(second)).queuePosition];
    expect(await positions()).toEqual([1, 2]);
    await worker.plan(first);
    expect(await positions()).toEqual([1, 2]);
    await worker.claim(first, sound);
    expect(await positions()).toEqual([null, 1]);
    await worker.plan(second);
    expect(await positions()).toEqual([null, 1]);
    await worker.claim(second, 0);
    expect(await positions()).toEqual([null, null]);
  });

  it('failed, it is not playable; a retry goes on with what is missing, and it is playable again at once', async () => {
    const { id, picture } = await uploadPlayable();
    await worker.chunks.complete(picture, worker.putAll(picture));
    await worker.do(id, [1, 3]);
    await worker.videos.fail(
      { videoId: id, attempt: 1 },
      { code: 'encode_failed', detail: 'No.', dropWork: false },
    );
    expect(await load(id)).toMatchObject({
      status: 'failed',
      playable: false,
      playableSec: null,
      chunks: null,
    });
    expectProblem(await media(id, 'master.m3u8'), 'not_playable_yet');
    expect(await listed()).toEqual([]);
    await worker.die(id);

    expect((await retry(id)).status).toBe(202);
    expect(await load(id)).toMatchObject({
      status: 'processing',
      stage: 'encoding',
      attempt: 1,
      error: null,
      chunks: { done: 3, total: 6 },
      playable: true,
      playableSec: 8,
    });
    const waiting: unknown[] = await platform.database.query(
      `SELECT index, tries, sent_at IS NOT NULL AS sent FROM chunks WHERE video_id = $1 AND state = 'waiting' ORDER BY index`,
      [id],
    );
    expect(waiting).toEqual([sound, 2, 4].map((index) => ({ index, tries: 0, sent: true })));
    const claims = [await worker.claim(id, sound, 2), await worker.claim(id, 2), await worker.claim(id, 4)];
    for (const claim of claims) await worker.chunks.complete(claim, worker.putAll(claim));
    expect(await load(id)).toMatchObject({ stage: 'verifying', chunks: { done: 6, total: 6 } });
  });

  it('the retry script sends what is missing, and says how much that is', async () => {
    const id = await upload();
    await worker.plan(id);
    await worker.do(id, [sound, 0, 1]);
    const error = { code: 'encode_failed', detail: 'No.', dropWork: false } as const;
    await worker.videos.fail({ videoId: id, attempt: 1 }, error);
    const queues = openQueues(platform.environment['REDIS_URL']!);
    try {
      await queues.transcode.empty();
      const said: string[] = [];
      const options = {
        database: platform.database,
        queues,
        ids: [id],
        print: (line: string) => said.push(line),
      };
      expect(await retryVideos({ ...options, dryRun: false })).toEqual({ retried: 1, left: 0 });
      expect(said).toEqual([`${id}  retried: failed (encode_failed); 3 chunks are left to encode  "short"`]);
      const jobs = (await queues.transcode.getWaiting()).map((job) => String(job.id));
      expect(jobs).toEqual([2, 3, 4].map((index) => `${id}-a1-c${index}-1`));
    } finally {
      await queues.close();
    }
  });

  it('a chunk that kills its worker three times fails the video, which says where', async () => {
    const { id } = await uploadPlayable();
    for (let claim = 1; claim <= 3; claim++) {
      await worker.claim(id, 2, claim);
      await worker.die(id);
    }
    await failExhausted(platform.database, worker.videos);
    await eventually('it is failed', async () => (await load(id)).status === 'failed');
    expect((await load(id)).error).toMatchObject({
      code: 'processing_crashed',
      detail: 'The worker stopped 3 times while it encoded 0:08 to 0:16.',
      retryable: true,
    });
  });

  it('deleted in the middle: gone at once for everybody, whatever its workers are doing', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, picture, sound: voice } = await uploadPlayable();
      const [recorded, completed, claimed] = await Promise.all([
        worker.chunks.record(voice, worker.put(voice, { audio: 3 })),
        worker.chunks.complete(picture, worker.putAll(picture)),
        worker.chunks.claim({ videoId: id, attempt: 1, index: 1, claim: 1 }, 'another'),
        platform.api.delete(id),
      ]);
      expect([typeof recorded, typeof completed.accepted, typeof claimed]).toEqual([
        'boolean',
        'boolean',
        'object',
      ]);
      for (const name of ['master.m3u8', '720p/playlist.m3u8', 'a1/720p/seg_00000.m4s'])
        expectProblem(await media(id, name), 'video_not_found');
      expect(await worker.chunks.record(voice, worker.put(voice, { audio: 4 }))).toBe(false);
      expect(await worker.chunks.heartbeat(voice, 0.5)).toBe(false);
      expect(await platform.database.query('SELECT 1 FROM chunks WHERE video_id = $1', [id])).toEqual([]);
    }
  });
});
