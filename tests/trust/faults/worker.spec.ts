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

  const kills = size(3, 20);
  trustRow(
    `SIGKILL of the worker × ${kills} at moments strewn over the processing`,
    `${kills} ready, one version each, ≤ 90 s after the last`,
    async (row) => {
      const undisturbed = await platform.send(longSource(scratch, 8));
      const startedAt = Date.now();
      await platform.api.follow(undisturbed.id, undefined, 90_000);
      const wholeMs = Date.now() - startedAt;

      const ids: string[] = [];
      for (const moment of strewn(kills)) {
        ids.push((await platform.send(longSource(scratch, 8))).id);
        await sleep(moment * wholeMs);
        await killWorker(platform);
      }
      const killedAt = Date.now();
      const ready = await countReady(platform, ids, 240_000);
      const tookMs = Date.now() - killedAt;
      row.figure(`${ready} of ${kills} ready, ${seconds(tookMs)} after the last kill`);
      expect(ready).toBe(kills);
      expect(tookMs).toBeLessThan(90_000);
      for (const id of ids) await expectOneVersion(platform, id);
    },
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
      while (await headIsBegun(poison.id)) {
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

  /** Waits until the worker has taken the video's first chunk; false when the video has ended instead. */
  async function headIsBegun(id: string): Promise<boolean> {
    let begun = false;
    await eventually(
      'its first chunk is taken, or it has failed',
      async () => {
        const [row] = (await platform.database.query(
          `SELECT v.status, c.lease_until > now() AS taken
           FROM videos v LEFT JOIN chunks c ON c.video_id = v.id AND c.index = 0 AND c.state = 'waiting' WHERE v.id = $1`,
          [id],
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
