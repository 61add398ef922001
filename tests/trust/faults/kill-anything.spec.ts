import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { projectRoot } from '../../../scripts/start/platform.js';
import { noise } from '../../platform/bad-files.js';
import { ask, multipart, multipartType, type Answer } from '../../platform/http.js';
import { shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, expectOneVersion, randomFrom, seconds, sweepNow } from '../fault-tools.js';
import { size, trustRow } from '../trust-row.js';
import { findUnknown, type UnknownStorage } from '../unknown-storage.js';

/** An upload that was answered with 201. */
interface Acknowledged {
  id: string;
  sha256: string;
}

describe('whatever is killed', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-kill-anything-'));
    shortSource(scratch);
    platform = await startTestPlatform({ settings: { API_RATE_LIMIT: '1000000' } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const [uploads, overSec, everySec] = [size(10, 200), size(26, 900), size(6, 20)];
  trustRow(
    `${uploads} uploads over ${overSec} s, SIGKILL of API, worker, Redis or PostgreSQL every ${everySec} s`,
    "each acknowledged upload: the original's hash equal, one ready version; fsck clean, no other version in storage",
    async (row) => {
      const killer = killAllTheTime();
      let refusals = 0;
      const acknowledged = await Promise.all(
        Array.from({ length: uploads }, async (_, at) => {
          await sleep((at * overSec * 1000) / uploads);
          return sendUntilAcknowledged(at, () => void refusals++);
        }),
      );
      const kills = killer.stop();
      const endedAt = Date.now();
      await eventually('it answers again', isHealthy, 60_000);
      const ids = acknowledged.map(({ id }) => id);
      const ready = await countReady(platform, ids, 600_000);
      const settledMs = Date.now() - endedAt;
      const figure =
        `${kills}; ${refusals} uploads refused or cut and sent again; ${ready} of ${uploads} ready, ` +
        `${seconds(settledMs)} after the end`;
      row.figure(figure);
      expect(ready).toBe(uploads);
      for (const upload of acknowledged) await expectKept(upload);
      await allElseIsDone();
      const fsck = runFsck();
      const unknown = await settledUnknown();
      row.figure(
        `${figure}; fsck: ${fsck.output}; unknown: ${unknown.attempts.length} versions, ` +
          `${unknown.sources.length} sources of uploads that were cut`,
      );
      expect(fsck).toMatchObject({ status: 0 });
      expect(unknown.attempts).toEqual([]);
      // stored, and killed before the row was written: nobody was told that it had arrived
      expect(unknown.sources.length).toBeLessThanOrEqual(refusals);
    },
    { timeoutSec: 2400 },
  );

  /** Whichever it is, it is started again as npm start does it. */
  function killAllTheTime(): { stop(): string } {
    const random = randomFrom(11);
    const killable = {
      API: platform.backend,
      worker: platform.workers[0]!,
      Redis: platform.redis!,
      PostgreSQL: platform.postgres!,
    };
    const names = Object.keys(killable) as (keyof typeof killable)[];
    const counts = new Map<string, number>();
    const kill = (): void => {
      // each of them once before any of them twice
      const fewest = Math.min(...names.map((name) => counts.get(name) ?? 0));
      const next = names.filter((name) => (counts.get(name) ?? 0) === fewest);
      const name = next[Math.floor(random() * next.length)]!;
      counts.set(name, fewest + 1);
      process.kill(killable[name].pid(), 'SIGKILL');
    };
    const timer = setInterval(kill, everySec * 1000);
    return {
      stop: () => {
        clearInterval(timer);
        return `killed ${[...counts].map(([name, count]) => `${name} × ${count}`).join(', ')}`;
      },
    };
  }

  /** A film that no other upload has; what gets no 201 is sent again, as a person would. */
  async function sendUntilAcknowledged(at: number, onRefused: () => void): Promise<Acknowledged> {
    const film = uniqueFilm(at);
    for (;;) {
      const answer = await sendSlowly(film).catch(() => null);
      if (answer?.status === 201) {
        const { id } = JSON.parse(answer.text) as { id: string };
        return { id, sha256: hashOf(film) };
      }
      onRefused();
      await sleep(500);
    }
  }

  /** Over some seconds: what is killed shall be killed in the middle of it, too. */
  function sendSlowly(film: Buffer): Promise<Answer> {
    const body = multipart([{ name: 'file', fileName: 'film.mp4', content: film }]);
    const pieces = 10;
    async function* slowly(): AsyncGenerator<Buffer> {
      const pieceBytes = Math.ceil(body.length / pieces);
      for (let at = 0; at < pieces; at++) {
        yield body.subarray(at * pieceBytes, (at + 1) * pieceBytes);
        await sleep(300);
      }
    }
    return ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      headers: { 'content-type': multipartType, 'content-length': body.length },
      body: Readable.from(slowly()),
    });
  }

  /** Behind the film lies a box that its readers skip, of another length and content each time. */
  function uniqueFilm(at: number): Buffer {
    const box = noise(500_000 + at * 10_007);
    box.writeUInt32BE(box.length, 0);
    box.write('free', 4, 'latin1');
    return Buffer.concat([readFileSync(shortSource(scratch)), box]);
  }

  async function expectKept({ id, sha256 }: Acknowledged): Promise<void> {
    const [row] = (await platform.database.query(
      'SELECT source_path AS path, source_sha256 AS sha256 FROM videos WHERE id = $1',
      [id],
    )) as { path: string; sha256: string }[];
    expect(row!.sha256).toBe(sha256);
    expect(hashOf(readFileSync(join(platform.uploadsDir, row!.path)))).toBe(sha256);
    await expectOneVersion(platform, id);
  }

  /** Of uploads that were stored though their sender was told nothing. */
  const allElseIsDone = (): Promise<void> =>
    eventually(
      'nothing is in processing',
      async () => {
        const [row] = (await platform.database.query(
          `SELECT count(*)::int AS count FROM videos WHERE status = 'processing'`,
        )) as { count: number }[];
        return row!.count === 0;
      },
      120_000,
    );

  /** What no row knows once everything is swept that is due: fsck leaves what is younger than a day alone. */
  async function settledUnknown(): Promise<UnknownStorage> {
    await sweepNow(platform);
    let unknown = await findUnknown(platform);
    await eventually('it is swept', async () => {
      unknown = await findUnknown(platform);
      return unknown.attempts.length === 0;
    }).catch(() => undefined);
    return unknown;
  }

  const isHealthy = async (): Promise<boolean> =>
    fetch(`${platform.url}/api/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );

  function runFsck(): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(projectRoot, 'dist/scripts/fsck/main.js')],
      { env: { ...process.env, ...platform.environment }, encoding: 'utf8' },
    );
    return { status, output: (stdout || stderr).trim() };
  }
});

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
