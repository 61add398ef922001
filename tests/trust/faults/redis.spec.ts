import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueues } from '@sluice/queue';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { multipart, multipartType } from '../../platform/http.js';
import { shortSource } from '../../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, killAndAwaitNext, seconds } from '../fault-tools.js';
import { askRegularly, type Latencies } from '../measure.js';
import { size, trustRow } from '../trust-row.js';

describe('Redis', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-redis-'));
    shortSource(scratch);
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const many = size(10, 100);
  trustRow(
    `FLUSHALL, then SIGKILL of Redis, with ${many} queued`,
    `${many} of ${many} processed`,
    async (row) => {
      const startedAt = Date.now();
      const ids: string[] = [];
      let queued = 0;
      const worker = platform.workers[0]!.pid();
      const queues = openQueues(platform.environment['REDIS_URL']!);
      // it takes jobs when Redis has forgotten them already
      process.kill(worker, 'SIGSTOP');
      try {
        while (ids.length < many) {
          const sent = await Promise.all(
            Array.from({ length: 10 }, () => platform.send(shortSource(scratch))),
          );
          ids.push(...sent.map(({ id }) => id));
        }
        const { waiting, active } = await queues.video.getJobCounts();
        queued = waiting + active;
        await queues.video.client.flushall();
      } finally {
        process.kill(worker, 'SIGCONT');
        await queues.close();
      }
      expect(queued).toBeGreaterThan(0);
      await sleep(3000);
      await killAndAwaitNext(platform.redis!);
      const ready = await countReady(platform, ids, 900_000);
      row.figure(
        `${queued} jobs forgotten, ${ready} of ${many} ready, ${seconds(Date.now() - startedAt)} in all`,
      );
      expect(ready).toBe(many);
    },
    { timeoutSec: 1200 },
  );

  const awaySec = size(5, 60);
  trustRow(
    `Redis says nothing for ${awaySec} s`,
    'every answer of the API ≤ 2 s, what was uploaded meanwhile becomes ready',
    async (row) => {
      const redis = platform.redis!.pid();
      process.kill(redis, 'SIGSTOP');
      const { latencies, id } = await useMeanwhile().finally(() => process.kill(redis, 'SIGCONT'));
      row.figure(`worst of ${latencies.count} answers ${seconds(latencies.worstMs)}`);
      expect(latencies.failures).toEqual([]);
      expect(latencies.worstMs).toBeLessThan(2000);
      expect(await platform.api.follow(id, undefined, 90_000)).toMatchObject({ status: 'ready' });
    },
  );

  trustRow(
    `Redis dies whenever it comes up, for ${awaySec} s`,
    'every answer of the API ≤ 2 s, what was uploaded meanwhile becomes ready',
    async (row) => {
      let kills = 0;
      let last = 0;
      const killer = setInterval(() => {
        const pid = platform.redis!.pid();
        if (pid === last) return;
        last = pid;
        kills++;
        process.kill(pid, 'SIGKILL');
      }, 20);
      const { latencies, id } = await useMeanwhile().finally(() => clearInterval(killer));
      row.figure(`${kills} kills, worst of ${latencies.count} answers ${seconds(latencies.worstMs)}`);
      expect(latencies.failures).toEqual([]);
      expect(latencies.worstMs).toBeLessThan(2000);
      expect(await platform.api.follow(id, undefined, 120_000)).toMatchObject({ status: 'ready' });
    },
    { onlyFull: true },
  );

  /** Everything that people do with the API, for as long as Redis is away. Only the readiness may say that it is. */
  async function useMeanwhile(): Promise<{ latencies: Latencies; id: string }> {
    const { token } = platform;
    const { id } = await platform.send(shortSource(scratch));
    const content = readFileSync(shortSource(scratch));
    const upload = {
      token,
      headers: { 'content-type': multipartType },
      body: multipart([{ name: 'file', fileName: 'film.mp4', content }]),
    };
    const questions = [
      ['GET', '/api/videos'],
      ['GET', `/api/videos/${id}`],
      ['GET', '/api/health'],
      ['POST', '/api/videos', upload],
      ['PATCH', `/api/videos/${id}`, { token, json: { title: 'Another' } }],
    ] as const;
    const asking = askRegularly(platform.url, questions, { everyMs: 200, expected: [200, 201] });
    const readiness = askRegularly(platform.url, [['GET', '/api/health/ready']], {
      everyMs: 1000,
      expected: [200, 503],
    });
    await sleep(awaySec * 1000);
    const [told, ready] = await Promise.all([asking.stop(), readiness.stop()]);
    const worstMs = Math.max(told.worstMs, ready.worstMs);
    return {
      latencies: { ...told, worstMs, failures: [...told.failures, ...ready.failures] },
      id: await newest(),
    };
  }

  async function newest(): Promise<string> {
    const [row] = (await platform.database.query(
      'SELECT id FROM videos ORDER BY created_at DESC LIMIT 1',
    )) as { id: string }[];
    return row!.id;
  }
});
