import { openQueues } from '@sluice/queue';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeAccount, type TestAccount } from '../../platform/accounts.js';
import { insertVideos, type VideoFields } from '../../platform/rows.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { seconds } from '../fault-tools.js';
import { askRegularly } from '../measure.js';
import { size, trustRow } from '../trust-row.js';

const queued = {
  status: 'processing',
  attempt: 0,
  publishedAttempt: null,
  playableAt: null,
  readyAt: null,
} as const;

/** No worker: what is queued stays queued. */
describe('many videos', () => {
  let platform: TestPlatform;
  let owner: TestAccount;
  const many = size(500, 10_000);

  beforeAll(async () => {
    platform = await startTestPlatform({ workerSettings: [], settings: { API_RATE_LIMIT: '1000000' } });
    owner = await makeAccount(platform, 'owner');
    await insertMany({});
    await insertMany(queued);
  });
  afterAll(() => platform?.close());

  trustRow(
    `${many} queued videos, a gallery of ${many}, FLUSHALL when all were sent`,
    'p95 of the lists ≤ 300 ms, all are sent again',
    async (row) => {
      const { token } = owner;
      const lists = askRegularly(platform.url, [
        ['GET', '/api/videos'],
        ['GET', '/api/videos?limit=100'],
        ['GET', `/api/videos?q=${many - 7}`],
        ['GET', '/api/videos?limit=100', { token }],
        ['GET', '/api/videos?status=processing&limit=100', { token }],
        ['GET', `/api/videos?limit=100&cursor=${await cursorOfPage(10)}`],
      ]);
      const queues = openQueues(platform.environment['REDIS_URL']!);
      const jobs = (): Promise<number> => queues.video.count();
      const startedAt = Date.now();
      await eventually('all are sent', async () => (await jobs()) === many, 600_000);
      await queues.video.client.flushall();
      expect(await jobs()).toBeLessThan(many);
      await eventually('all are sent again', async () => (await jobs()) === many, 600_000);
      const tookMs = Date.now() - startedAt;
      const inRedis = await jobs();
      await queues.close();
      const { p95Ms, worstMs, count, failures } = await lists.stop();
      row.figure(
        `p95 ${p95Ms.toFixed(0)} ms, worst ${worstMs.toFixed(0)} ms of ${count} lists; ` +
          `${inRedis} of ${many} in Redis again, both times in ${seconds(tookMs)}`,
      );
      expect(failures).toEqual([]);
      expect(p95Ms).toBeLessThanOrEqual(300);
    },
    { timeoutSec: 1500 },
  );

  async function insertMany(fields: VideoFields): Promise<void> {
    const newest = Date.now();
    const rows = Array.from({ length: many }, (_, at) => ({
      ...fields,
      title: `Film ${at}`,
      createdAt: new Date(newest - at * 1000),
    }));
    // PostgreSQL takes 65,535 parameters at once
    for (let at = 0; at < many; at += 1000) await insertVideos(platform, owner.id, rows.slice(at, at + 1000));
  }

  /** Of one far back in the gallery. */
  async function cursorOfPage(pages: number): Promise<string> {
    let cursor = '';
    for (let page = 0; page < pages; page++) {
      const path = `/api/videos?limit=${many / (2 * pages) > 100 ? 100 : 20}${cursor && `&cursor=${cursor}`}`;
      const answer = (await (await fetch(platform.url + path)).json()) as { nextCursor: string };
      cursor = encodeURIComponent(answer.nextCursor);
    }
    return cursor;
  }
});
