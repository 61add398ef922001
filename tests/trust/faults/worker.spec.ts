import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { longSource, shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, expectOneVersion, killWorker, seconds, strewn } from '../fault-tools.js';
import { isFull, size, trustRow } from '../trust-row.js';

describe('a worker that dies', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-worker-dies-'));
    longSource(scratch, 8);
    shortSource(scratch);
    platform = await startTestPlatform({ settings: { WORKER_CONCURRENCY: '1' } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const kills = size(2, 20);
  trustRow(
    `SIGKILL of the worker × ${kills} at moments strewn over the processing of as many videos`,
    `${kills} ready, one version each, ≤ 90 s after the kill`,
    async (row) => {
      const undisturbed = await platform.send(longSource(scratch, 8));
      const startedAt = Date.now();
      await platform.api.follow(undisturbed.id, undefined, 90_000);
      const wholeMs = Date.now() - startedAt;

      let ready = 0;
      let slowestMs = 0;
      // one after the other: what is hit three times counts as what kills its worker
      for (const moment of strewn(kills)) {
        const { id } = await platform.send(longSource(scratch, 8));
        await sleep(moment * wholeMs);
        const killedAt = Date.now();
        await killWorker(platform);
        ready += await countReady(platform, [id], 240_000);
        slowestMs = Math.max(slowestMs, Date.now() - killedAt);
        row.figure(`${ready} of ${kills} ready, at most ${seconds(slowestMs)} after the kill`);
        await expectOneVersion(platform, id);
      }
      expect(ready).toBe(kills);
      expect(slowestMs).toBeLessThan(90_000);
    },
    { timeoutSec: 1800 },
  );

  trustRow(
    'a video that kills its worker each time, others behind it',
    'failed with processing_crashed after 3, the others ready',
    async (row) => {
      const poison = await platform.send(longSource(scratch, 8));
      const others = await Promise.all(
        Array.from({ length: size(2, 10) }, () => platform.send(shortSource(scratch))),
      );
      let kills = 0;
      while (await headIsBegun(poison.id, kills + 1)) {
        await killWorker(platform);
        kills++;
        // leases run out by themselves; in the small matrix nobody waits for that
        if (!isFull) await expireLeases();
      }
      const failed = await platform.api.follow(poison.id, undefined, 60_000);
      const ready = await countReady(
        platform,
        others.map(({ id }) => id),
        120_000,
      );
      row.figure(
        `${failed.error?.code ?? failed.status} after ${kills}, ${ready} of ${others.length} others ready`,
      );
      expect(failed).toMatchObject({ status: 'failed', error: { code: 'processing_crashed' } });
      expect(kills).toBe(3);
      expect(ready).toBe(others.length);
    },
  );

  /** Waits until a worker has taken the video's first chunk so many times; false when the video has ended instead. */
  async function headIsBegun(id: string, claims: number): Promise<boolean> {
    let begun = false;
    await eventually(
      'its first chunk is taken, or it has failed',
      async () => {
        const [row] = (await platform.database.query(
          `SELECT v.status, c.claims >= $2 AS taken
           FROM videos v LEFT JOIN chunks c ON c.video_id = v.id AND c.index = 0 AND c.state = 'waiting' WHERE v.id = $1`,
          [id, claims],
        )) as { status: string; taken: boolean | null }[];
        begun = row!.taken === true && row!.status === 'processing';
        return begun || row!.status !== 'processing';
      },
      90_000,
    );
    return begun;
  }

  const expireLeases = async (): Promise<void> => {
    for (const table of ['videos', 'chunks'])
      await platform.database.query(
        `UPDATE ${table} SET lease_until = now() - interval '1 second', sent_at = NULL WHERE lease_until IS NOT NULL`,
      );
  };
});
