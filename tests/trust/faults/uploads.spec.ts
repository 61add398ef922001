import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { ask, multipart, multipartType, type Answer } from '../../platform/http.js';
import { shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { answers, killAndAwaitNext, seconds } from '../fault-tools.js';
import { askRegularly, watchMemory } from '../measure.js';
import { size, trustRow } from '../trust-row.js';

const megabyte = 1024 ** 2;

/** No worker: what is measured is the backend alone. */
describe('uploads that are many, large or slow', () => {
  let platform: TestPlatform;
  let scratch: string;
  let film: Buffer;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-uploads-'));
    film = readFileSync(shortSource(scratch));
    platform = await startTestPlatform({ workerSettings: [] });
  });
  // each row has a backend of its own to measure, which has sent and received something before
  beforeEach(async () => {
    await killAndAwaitNext(platform.backend);
    await eventually('it answers again', () => answers(platform));
    await send(filmOf(megabyte));
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const [many, eachMb] = [size(10, 100), size(5, 20)];
  trustRow(
    `${many} uploads of ${eachMb} MB at once`,
    '0 errors, RSS of the backend + ≤ 150 MB, p95 of /api/health ≤ 200 ms',
    async (row) => {
      const body = filmOf(eachMb * megabyte);
      const memory = watchMemory(platform.backend.pid());
      const health = askRegularly(platform.url, [['GET', '/api/health']]);
      const startedAt = Date.now();
      const sent = await Promise.all(Array.from({ length: many }, () => send(body)));
      const tookMs = Date.now() - startedAt;
      const { p95Ms, worstMs, failures } = await health.stop();
      const { beforeMb, mostMb } = memory.stop();
      const errors = sent.filter(({ status }) => status !== 201).length;
      row.figure(
        `${errors} errors, RSS ${beforeMb.toFixed(0)} + ${(mostMb - beforeMb).toFixed(0)} MB, ` +
          `p95 ${p95Ms.toFixed(0)} ms, worst ${worstMs.toFixed(0)} ms, ${seconds(tookMs)}`,
      );
      expect(errors).toBe(0);
      expect(failures).toEqual([]);
      expect(mostMb - beforeMb).toBeLessThanOrEqual(150);
      expect(p95Ms).toBeLessThanOrEqual(200);
    },
  );

  trustRow(
    'an upload of 5 GB',
    'RSS of the backend ≤ 300 MB, its hash is that of what was sent',
    async (row) => {
      const memory = watchMemory(platform.backend.pid());
      const startedAt = Date.now();
      const { answer, sha256 } = await sendStream(largeFilm(5 * 1024 * megabyte));
      const { mostMb } = memory.stop();
      row.figure(`${answer.status}, RSS at most ${mostMb.toFixed(0)} MB, ${seconds(Date.now() - startedAt)}`);
      await expectStored(answer, sha256);
      expect(mostMb).toBeLessThanOrEqual(300);
    },
    { onlyFull: true },
  );

  const slowSec = size(8, 600);
  trustRow(
    `an upload that takes ${slowSec} s`,
    'not cut',
    async (row) => {
      const startedAt = Date.now();
      const { answer, sha256 } = await sendStream(slowFilm());
      row.figure(`${answer.status} after ${seconds(Date.now() - startedAt)}`);
      await expectStored(answer, sha256);
      expect(Date.now() - startedAt).toBeGreaterThan(slowSec * 900);
    },
    { timeoutSec: 900 },
  );

  /** The film in pieces, with pauses that are longer in the full matrix: just under the minute that counts as a stall. */
  async function* slowFilm(): AsyncGenerator<Buffer> {
    const pauses = size(4, 12);
    for (let at = 0; at < pauses; at++) {
      const pieceBytes = Math.ceil(film.length / pauses);
      yield film.subarray(at * pieceBytes, (at + 1) * pieceBytes);
      await sleep((slowSec / pauses) * 1000);
    }
  }

  /** A film of so many bytes: what stands behind it is skipped by its readers. */
  const filmOf = (bytes: number): Buffer =>
    multipart([
      { name: 'file', fileName: 'film.mp4', content: Buffer.concat([film, skippedBox(bytes - film.length)]) },
    ]);

  async function* largeFilm(bytes: number): AsyncGenerator<Buffer> {
    yield film;
    const box = Buffer.alloc(16);
    box.writeUInt32BE(1, 0);
    box.write('free', 4, 'latin1');
    box.writeBigUInt64BE(BigInt(bytes - film.length), 8);
    yield box;
    const zeros = Buffer.alloc(megabyte);
    for (let left = bytes - film.length - box.length; left > 0; left -= zeros.length)
      yield zeros.subarray(0, left);
  }

  const send = (body: Buffer): Promise<Answer> =>
    ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      headers: { 'content-type': multipartType },
      body,
    });

  /** Answers also the hash of what was sent as the file. */
  async function sendStream(content: AsyncGenerator<Buffer>): Promise<{ answer: Answer; sha256: string }> {
    const hash = createHash('sha256');
    const [head, tail] = multipart([{ name: 'file', fileName: 'film.mp4', content: '|' }])
      .toString()
      .split('|');
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from(head!);
      for await (const piece of content) {
        hash.update(piece);
        yield piece;
      }
      yield Buffer.from(tail!);
    }
    const answer = await ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      headers: { 'content-type': multipartType },
      body: Readable.from(body()),
    });
    return { answer, sha256: hash.digest('hex') };
  }

  async function expectStored(answer: Answer, sha256: string): Promise<void> {
    expect(answer.status, answer.text.slice(0, 300)).toBe(201);
    const { id } = JSON.parse(answer.text) as { id: string };
    const rows: unknown[] = await platform.database.query('SELECT source_sha256 FROM videos WHERE id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ source_sha256: sha256 }]);
  }
});

function skippedBox(bytes: number): Buffer {
  const box = Buffer.alloc(bytes);
  box.writeUInt32BE(bytes, 0);
  box.write('free', 4, 'latin1');
  return box;
}
