import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueOptions, sendTranscodeChunk } from '@sluice/queue';
import { transcodeChunkJob, transcodeChunkJobId, type TranscodeChunkData } from '@sluice/vod';
import Bull, { type Queue } from 'bull';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../scripts/services/redis.js';
import { eventually } from '../platform/test-platform.js';

describe('a job that is sent again', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-send-'));
  const undo: (() => Promise<void> | void)[] = [];
  let queue: Queue;

  beforeAll(async () => {
    const folders = { dataDir: scratch, logDir: scratch, cacheDir: 'node_modules/.cache/sluice' };
    const redis = await startRedis({ ...folders, say: () => undefined, undo });
    queue = new Bull('tracks', queueOptions(redis.url, 'worker'));
    undo.push(() => queue.close());
    await queue.isReady();
  });
  afterAll(async () => {
    for (const stop of undo.toReversed()) await stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const sound = (): TranscodeChunkData => ({ videoId: randomUUID(), attempt: 1, index: -1, claim: 1 });
  const send = (chunk: TranscodeChunkData): Promise<void> =>
    sendTranscodeChunk({ transcode: queue, tracks: queue, wholes: queue }, chunk);

  it('is there once, while it waits and while it runs', async () => {
    const chunk = sound();
    await send(chunk);
    await send(chunk);
    expect(await queue.getWaitingCount()).toBe(1);
    const job = (await queue.getNextJob())!;
    await send(chunk);
    expect([await queue.getActiveCount(), await queue.getWaitingCount()]).toEqual([1, 0]);
    expect((await queue.getJob(job.id))?.data).toEqual(chunk);
    await job.moveToCompleted();
  });

  it('runs also when Redis forgot it while a worker was taking it', async () => {
    const chunk = sound();
    await send(chunk);
    // between taking its id and reading it
    const id = await queue.client.rpoplpush(queue.toKey('wait'), queue.toKey('active'));
    await queue.client.flushall();
    await queue.client.hset(queue.toKey(id), { processedOn: Date.now(), attemptsMade: 1 });
    expect(id).toBe(transcodeChunkJobId(chunk));
    const ran: unknown[] = [];
    void queue.process(transcodeChunkJob, ({ data }) => Promise.resolve(ran.push(data)));
    await send(chunk);
    await eventually('it has run', () => ran.length === 1);
    expect(ran).toEqual([chunk]);
  });
});
