import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ask, multipart, multipartType } from '../../platform/http.js';
import { longSource, shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { expectOneVersion } from '../fault-tools.js';
import { trustRow } from '../trust-row.js';

const step = 600_000;

/** Loaded into a process it shifts its clock by the milliseconds that a file says, at any time. */
const shiftedClock = `
import { readFileSync } from 'node:fs';
const Real = Date;
let shiftMs = 0;
const look = () => { try { shiftMs = Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8')) || 0; } catch {} };
const now = () => Real.now() + shiftMs;
look();
setInterval(look, 50).unref();
globalThis.Date = new Proxy(Real, {
  construct: (target, args) => new target(...(args.length > 0 ? args : [now()])),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
`;

describe('clocks that step', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-clock-'));
    longSource(scratch, 60);
    shortSource(scratch);
    const clock = join(scratch, 'clock.mjs');
    writeFileSync(clock, shiftedClock);
    // the workers' clocks are wrong from the start, in either direction
    setClock('one', step);
    setClock('two', -step);
    platform = await startTestPlatform({
      settings: {
        NODE_OPTIONS: `--import ${pathToFileURL(clock).href}`,
        TEST_CLOCK_FILE: join(scratch, 'backend'),
        WORKER_CONCURRENCY: '1',
      },
      workerSettings: ['one', 'two'].map((name) => ({ TEST_CLOCK_FILE: join(scratch, name) })),
    });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  trustRow(
    'clocks of backend and workers step by ± 10 min while a film is encoded and another arrives',
    'nothing is taken from who works on it, the upload goes on, what grows is shown growing',
    async (row) => {
      const { id } = await platform.send(longSource(scratch, 60));
      const upload = sendSlowly();
      await eventually('it can be watched', async () => (await platform.api.load(id)).playable, 60_000);
      setClock('backend', step);
      await sleep(4000);
      setClock('backend', -step);
      setClock('one', -step);
      setClock('two', step);
      const shown = await shownSegments(id);
      await eventually('more is shown', async () => (await shownSegments(id)) > shown, 30_000);
      await sleep(4000);
      for (const name of ['backend', 'one', 'two']) setClock(name, 0);
      const ready = await platform.api.follow(id, undefined, 300_000);
      const taken: { claims: number }[] = await platform.database.query(
        'SELECT claims FROM chunks WHERE video_id = $1 AND claims > 1',
        [id],
      );
      const answer = await upload;
      row.figure(
        `${ready.status} in attempt ${ready.attempt}, ${taken.length} chunks taken early, upload ${answer.status}`,
      );
      expect(ready).toMatchObject({ status: 'ready', attempt: 1 });
      expect(taken).toEqual([]);
      expect(answer.status).toBe(201);
      await expectOneVersion(platform, id);
    },
    { onlyFull: true },
  );

  const setClock = (name: string, shiftMs: number): void => writeFileSync(join(scratch, name), `${shiftMs}`);

  const shownSegments = async (id: string): Promise<number> => {
    const playlist = await ask(platform.url, 'GET', `/media/videos/${id}/480p/playlist.m3u8`);
    return playlist.text.split('#EXTINF').length - 1;
  };

  /** Its first half, nothing for as long as the clocks step, and the rest. */
  function sendSlowly(): ReturnType<typeof ask> {
    const content = readFileSync(shortSource(scratch));
    const bytes = multipart([{ name: 'file', fileName: 'slow.mp4', content }]);
    async function* pieces(): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, bytes.length / 2);
      await sleep(20_000);
      yield bytes.subarray(bytes.length / 2);
    }
    return ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      headers: { 'content-type': multipartType, 'content-length': bytes.length },
      body: Readable.from(pieces()),
    });
  }
});
