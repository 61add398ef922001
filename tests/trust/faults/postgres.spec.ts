import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { longSource, shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, seconds } from '../fault-tools.js';
import { size, trustRow } from '../trust-row.js';

describe('PostgreSQL', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
    longSource(scratch, 20);
    shortSource(scratch);
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const stops = size(1, 5);
  trustRow(
    `immediate stop of PostgreSQL × ${stops} while videos are sent and encoded`,
    'nothing else exits, healthy ≤ 10 s after each, all that was acknowledged becomes ready',
    async (row) => {
      const pids = processes();
      const load = sendAllTheTime();
      const healthyMs: number[] = [];
      for (let at = 0; at < stops; at++) {
        await platform.send(longSource(scratch, 20));
        // not sooner: who keeps it running waits longer for what dies young
        await sleep(size(4000, 6000));
        const postgres = platform.postgres!.pid();
        process.kill(postgres, 'SIGQUIT');
        const stoppedAt = Date.now();
        await eventually('it runs again', () => platform.postgres!.pid() !== postgres, 30_000);
        await eventually('healthy', isHealthy, 30_000);
        healthyMs.push(Date.now() - stoppedAt);
      }
      const ids = await load.stop();
      const ready = await countReady(platform, ids, 300_000);
      row.figure(
        `healthy after ${healthyMs.map(seconds).join(', ')}; ${ready} of ${ids.length} ready, nothing exited`,
      );
      expect(processes()).toEqual(pids);
      expect(Math.max(...healthyMs)).toBeLessThan(10_000);
      expect(ids.length).toBeGreaterThan(0);
      expect(ready).toBe(ids.length);
    },
  );

  const processes = (): number[] =>
    [platform.backend, platform.redis!, ...platform.workers].map((daemon) => daemon.pid());

  const isHealthy = async (): Promise<boolean> =>
    (await fetch(`${platform.url}/api/health/ready`)).status === 200;

  /** A film a second, and the list twice; what is refused while the database is away was never acknowledged. */
  function sendAllTheTime(): { stop(): Promise<string[]> } {
    const ids: string[] = [];
    const sending: Promise<void>[] = [];
    const timer = setInterval(() => {
      sending.push(
        platform.send(shortSource(scratch)).then(
          ({ id }) => void ids.push(id),
          () => undefined,
        ),
      );
      for (let at = 0; at < 2; at++) sending.push(fetch(`${platform.url}/api/videos`).then(() => undefined));
    }, 1000);
    return {
      stop: async () => {
        clearInterval(timer);
        await Promise.all(sending);
        return ids;
      },
    };
  }
});
