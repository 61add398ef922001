import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { longSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, expectOneVersion, strewn } from '../fault-tools.js';
import { size, trustRow } from '../trust-row.js';

interface Taken {
  index: number;
  claims: number;
  worker: string;
}

/** The frozen worker's ffmpeg goes on, as it would on a machine whose memory is being swapped: its work is done when it wakes up. */
describe('a worker that is frozen past its lease', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-frozen-'));
    longSource(scratch, 20);
    platform = await startTestPlatform({ workers: 2, settings: { WORKER_CONCURRENCY: '1' } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const freezes = size(1, 10);
  trustRow(
    `SIGSTOP of a worker past its lease, then SIGCONT × ${freezes}`,
    `${freezes} stale writers refused, one version each`,
    async (row) => {
      const ids: string[] = [];
      let refused = 0;
      for (const [at, moment] of strewn(freezes).entries()) {
        const { id } = await platform.send(longSource(scratch, 20));
        ids.push(id);
        // every other one wakes up when all is published already
        refused += await freeze(id, moment, at % 2 === 0 ? 'taken over' : 'published');
      }
      const ready = await countReady(platform, ids, 240_000);
      row.figure(`${refused} of ${freezes} refused, ${ready} ready`);
      expect(refused).toBe(freezes);
      expect(ready).toBe(freezes);
      for (const id of ids) {
        await expectOneVersion(platform, id);
        await expectNothingOfLostClaims(id);
      }
    },
    { timeoutSec: 900 },
  );

  /** Stops whoever has a part of the picture until another has done that part; answers 1 when its work was refused. */
  async function freeze(id: string, moment: number, until: 'taken over' | 'published'): Promise<number> {
    const held = await awaitTaken(id, moment);
    const frozen = platform.workers.find((worker) => held.worker === `${hostname()}-${worker.pid()}`)!;
    process.kill(frozen.pid(), 'SIGSTOP');
    const before = platform.log.length;
    try {
      await eventually(
        'another has done the part',
        async () => {
          const [now] = await chunksOf(
            id,
            `index = ${held.index} AND state = 'done' AND claims > ${held.claims}`,
          );
          return now !== undefined && now.worker !== held.worker;
        },
        90_000,
      );
      if (until === 'published') await platform.api.follow(id, undefined, 120_000);
    } finally {
      process.kill(frozen.pid(), 'SIGCONT');
    }
    const isRefused = (line: string): boolean => line.includes(id) && line.includes('claim lost');
    await eventually('it is refused', () => platform.log.slice(before).some(isRefused), 15_000);
    return 1;
  }

  /** A part of the picture that a worker has begun a moment ago. */
  async function awaitTaken(id: string, moment: number): Promise<Taken> {
    let taken: Taken | undefined;
    await eventually('a part is taken', async () => {
      [taken] = await chunksOf(
        id,
        `kind = 'picture' AND state = 'waiting' AND lease_until > now() AND index >= ${Math.floor(moment * 3)}`,
      );
      return taken !== undefined;
    });
    await sleep(moment * 200);
    return taken!;
  }

  const chunksOf = (id: string, where: string): Promise<Taken[]> =>
    platform.database.query(
      `SELECT index, claims, worker FROM chunks WHERE video_id = $1 AND ${where} ORDER BY index`,
      [id],
    );

  /** What a first claim had stored of a part that a second one has done is named nowhere. */
  async function expectNothingOfLostClaims(id: string): Promise<void> {
    const twice: { first: number; claims: number }[] = await platform.database.query(
      `SELECT first_segment AS first, claims FROM chunks WHERE video_id = $1 AND kind = 'picture' AND claims > 1`,
      [id],
    );
    const playlist = await (await fetch(`${platform.url}/media/videos/${id}/480p/playlist.m3u8`)).text();
    expect(twice.length).toBeGreaterThan(0);
    for (const { first, claims } of twice)
      expect(playlist).toContain(`seg_${String(first).padStart(5, '0')}-${claims}.m4s`);
  }
});
