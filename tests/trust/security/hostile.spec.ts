import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue, type VideoView } from '@sluice/vod';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { checkHls } from '../../../scripts/check-hls/check-hls.js';
import { hugeGif, madeOf } from '../../platform/bad-files.js';
import { ask, multipart, multipartType } from '../../platform/http.js';
import { filesBelow } from '../../platform/leftovers.js';
import { makeSource, picture, quickH264, shortSource, tone } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { randomFrom } from '../fault-tools.js';
import { aimAt } from '../hostile/aimed-files.js';
import { deepBoxes, gifOfManyPictures, hoursOfGaps, manyTracks, sparse } from '../hostile/bombs.js';
import { startCanary, type CanaryServer } from '../hostile/canary-server.js';
import { RawUpload, sendFile, sendSlowly, times } from '../hostile/hostile-requests.js';
import { mutate } from '../hostile/mutate.js';
import { smallFilms } from '../hostile/small-films.js';
import { askRegularly, watchMemory } from '../measure.js';
import { isFull, size, trustRow } from '../trust-row.js';

const secret = 'SLUICE-SECRET-OF-SOMEBODY-ELSE';
const seed = 6;

describe('hostile files and requests', () => {
  let platform: TestPlatform;
  let scratch: string;
  let canary: CanaryServer;
  let pids: number[];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-hostile-'));
    canary = await startCanary(secret);
    platform = await startTestPlatform({
      settings: { API_RATE_LIMIT: '1000000', USER_UPLOADS_AT_ONCE: '1000' },
    });
    await eventually('the worker is there', () =>
      platform.log.some((line) => line.includes('"queue":"video"')),
    );
    pids = processes();
  });
  afterAll(async () => {
    canary?.close();
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const processes = (): number[] => [
    platform.backend.pid(),
    ...platform.workers.map((worker) => worker.pid()),
  ];
  const mediaOf = (id: string): string => join(platform.uploadsDir, 'media/videos', id);
  const published = (id: string): Buffer => {
    const folder = mediaOf(id);
    const exists = readdirSync(join(folder, '..')).includes(id);
    return Buffer.concat(exists ? filesBelow(folder).map((name) => readFileSync(join(folder, name))) : []);
  };
  const send = (bytes: Buffer, name: string) => platform.api.upload(new Blob([Uint8Array.from(bytes)]), name);
  const follow = (id: string, timeoutMs = 120_000) => platform.api.follow(id, undefined, timeoutMs);

  /** null: refused by the upload itself. */
  const trySend = (bytes: Buffer, name: string): Promise<VideoView | null> =>
    send(bytes, name).catch((error: Error) => {
      if (/\((not_a_video|playlist_refused|file_empty)\)/.test(error.message)) return null;
      throw error;
    });

  trustRow(
    'files that point at other files and servers, named as video',
    '0 bytes of the victim published, 0 hits on the canary, refused within 5 s',
    async (row) => {
      // its pictures are all magenta, which no other film here is
      const victim = await platform.send(
        makeSource(scratch, 'victim.mp4', [
          '-f',
          'lavfi',
          '-i',
          'color=magenta:size=160x90:rate=25:duration=1',
          ...quickH264,
        ]),
      );
      await follow(victim.id);
      const text = join(platform.uploadsDir, 'sources', 'another-users-file');
      writeFileSync(text, secret.repeat(20));
      const targets = [join(platform.uploadsDir, 'sources', victim.id), text, '/etc/passwd']
        .map((path) => `file://${path}`)
        .concat(canary.url);
      const all = targets.map((target) => aimAt(target, scratch));
      const files = isFull ? all.flat() : all[0]!.map((_, at) => all[at % all.length]![at]!);
      let [refused, slowestMs] = [0, 0];
      for (const { what, bytes } of files) {
        const startedAt = performance.now();
        const sent = await trySend(bytes, 'holiday.mp4');
        const video = sent && (await follow(sent.id));
        if (!video || video.status === 'failed') {
          refused++;
          slowestMs = Math.max(slowestMs, performance.now() - startedAt);
          expect(video?.error ?? {}, what).not.toMatchObject({ retryable: true });
        }
        if (!video) continue;
        const bytesOut = published(video.id).toString('latin1');
        expect(bytesOut.includes(secret) || bytesOut.includes('root:x:0:0'), what).toBe(false);
        if (video.posterUrl) expect(await isMagenta(video), what).toBe(false);
      }
      rmSync(text);
      row.figure(
        `${files.length} files: ${refused} refused within ${(slowestMs / 1000).toFixed(1)} s, ${files.length - refused} inert, ${canary.hits.length} hits`,
      );
      expect(canary.hits).toEqual([]);
      expect(slowestMs).toBeLessThan(5000);
      expect(platform.log.filter((line) => line.includes(secret))).toEqual([]);
    },
  );

  const isMagenta = async ({ posterUrl }: VideoView): Promise<boolean> => {
    const poster = await ask(platform.url, 'GET', posterUrl!, { token: platform.token });
    const [red, green, blue] = (await sharp(poster.bytes).stats()).channels.map(({ mean }) => mean);
    return red! > 150 && green! < 80 && blue! > 150;
  };

  /** How long it takes until a worker has begun with an ordinary film that is sent now. */
  async function nextBeginsMs(): Promise<number> {
    const startedAt = performance.now();
    const { id } = await platform.send(shortSource(scratch));
    await eventually('the next begins', async () => (await platform.api.load(id)).stage !== null, 30_000);
    const tookMs = performance.now() - startedAt;
    await platform.api.delete(id);
    return tookMs;
  }

  const bombs: [string, (folder: string) => string][] = [
    ['a GIF of 43 bytes with 16000×16000 pixels', madeOf(hugeGif)],
    ['an MP4 of a few kB with a day of gaps', hoursOfGaps],
    ['a GIF of 460 kB with 20,000 pictures', (folder) => gifOfManyPictures(folder, 20_000)],
    ['1,000 tracks', (folder) => manyTracks(folder, 1000)],
    ['boxes in boxes, 100,000 deep', (folder) => deepBoxes(folder, 100_000)],
    [`${size(0.2, 5)} GB of nothing`, (folder) => sparse(folder, size(0.2, 5) * 1024 ** 3)],
  ];
  for (const [what, make] of bombs)
    trustRow(
      what,
      'refused or within its limits, the API takes 200 MB at most, the next begins within 5 s',
      async (row) => {
        const path = make(scratch);
        const memory = watchMemory(platform.backend.pid());
        const sent = await sendFile(platform.url, platform.token, path);
        rmSync(path);
        await eventually('it is begun', async () => {
          const { status, stage } = await platform.api.load(sent.id);
          return status !== 'processing' || stage === 'encoding';
        });
        const nextMs = await nextBeginsMs();
        const video = await endOrGiveUp(sent.id, size(5, 600));
        const { beforeMb, mostMb } = memory.stop();
        const grownMb = Math.round(mostMb - beforeMb);
        row.figure(`${toldOf(video)}, API +${grownMb} MB, next begins after ${(nextMs / 1000).toFixed(1)} s`);
        expect(grownMb).toBeLessThanOrEqual(200);
        expect(nextMs).toBeLessThan(5000);
        expect(processes()).toEqual(pids);
      },
    );

  /** What goes on longer than a test may is deleted in the middle of it. */
  async function endOrGiveUp(id: string, seconds: number): Promise<VideoView> {
    const startedAt = performance.now();
    for (;;) {
      const video = await platform.api.load(id);
      if (video.status === 'ready' || video.status === 'failed') return video;
      if (performance.now() - startedAt > seconds * 1000) {
        await platform.api.delete(id);
        return video;
      }
      await sleep(300);
    }
  }

  const toldOf = ({ status, error, stage, progress }: VideoView): string =>
    error?.code ?? (status === 'ready' ? 'ready' : `goes on: ${stage}, ${Math.round(progress * 100)} %`);

  trustRow(
    `${size(20, 500)} mutated media files`,
    '100 % end as ready or failed with a code, 0 hangs, 0 restarts',
    async (row) => {
      const films = smallFilms(scratch);
      const random = randomFrom(seed);
      const files = Array.from({ length: size(20, 500) }, (_, at) =>
        mutate(films[at % films.length]!, random),
      );
      const ends = new Map<string, number>();
      await times(files.length, 3, async (at) => {
        const sent = await trySend(files[at]!, `mutated-${at}.mp4`);
        const video = sent && (await follow(sent.id, 180_000));
        const end = !video
          ? 'refused'
          : video.status === 'ready'
            ? 'ready'
            : (video.error?.code ?? 'no code');
        ends.set(end, (ends.get(end) ?? 0) + 1);
        row.figure([...ends].map(([name, count]) => `${count} ${name}`).join(', '));
        if (video) await platform.api.delete(video.id);
      });
      const ours = ['internal_error', 'processing_crashed', 'ffmpeg_unavailable', 'no code'];
      expect([...ends.keys()].filter((end) => ours.includes(end))).toEqual([]);
      expect(
        [...ends.keys()].filter((end) => !['ready', 'refused'].includes(end) && !(end in catalogue)),
      ).toEqual([]);
      expect(processes()).toEqual(pids);
    },
    { timeoutSec: 3600 },
  );

  trustRow(
    'names and metadata with markup, newlines, ANSI, #EXTINF, GPS',
    'playlists intact, no name and no place in what is published, one log line each',
    async (row) => {
      const name = 'TITLE-CANARY\n#EXTINF:1,\r\n<script>alert(1)</script>\u001b[31m"\u202e';
      const place = '+48.8577+002.2950+035/';
      const metadata = [
        `location=${place}`,
        `com.apple.quicktime.location.ISO6709=${place}`,
        `title=${name}`,
        `comment=${name}`,
        `artist=${name}`,
      ].flatMap((entry) => ['-metadata', entry]);
      const source = (file: string) =>
        makeSource(scratch, file, [
          ...picture('320x180', 25, 2),
          ...tone(2),
          ...quickH264,
          '-c:a',
          'aac',
          ...metadata,
          '-metadata:s:v',
          `title=${name}`,
          '-metadata:s:a',
          `language=<b>`,
          '-movflags',
          'use_metadata_tags',
        ]);
      const logged = platform.log.length;
      const paths = [source('named.mp4'), source('named.mkv'), source('named.mov')];
      for (const path of paths) {
        const body = multipart([
          {
            name: 'file',
            fileName: name.replaceAll(/["\u0000-\u001f]/g, (c) => encodeURIComponent(c)),
            content: readFileSync(path),
          },
        ]);
        const headers = { 'content-type': multipartType };
        const answer = await ask(platform.url, 'POST', '/api/videos', {
          token: platform.token,
          headers,
          body,
        });
        expect(answer.status, answer.text).toBe(201);
        const video = await follow((JSON.parse(answer.text) as VideoView).id);
        expect(video).toMatchObject({ status: 'ready' });
        const report = await checkHls(platform.url + video.hlsUrl!);
        expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
        const bytes = published(video.id).toString('latin1');
        for (const forbidden of ['TITLE-CANARY', '<script>', '48.8577', '\u001b[31m'])
          expect(bytes.includes(forbidden), `${forbidden} of ${path}`).toBe(false);
      }
      const lines = platform.log.slice(logged);
      for (const line of lines) {
        expect(() => JSON.parse(line) as unknown, line).not.toThrow();
        // eslint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001f]/);
      }
      row.figure(`${paths.length} of ${paths.length} ready, ${lines.length} log lines, all whole`);
    },
  );

  trustRow(
    `${size(200, 10_000)} mutated multipart bodies, ${size(40, 1000)} aborted uploads, ${size(10, 200)} slow ones at 1 B/s`,
    '0 process exits, 0 temporary files, 0 leaked descriptors, health p95 within 200 ms',
    async (row) => {
      const random = randomFrom(seed);
      const file = { name: 'file', fileName: 'film.mp4', content: readFileSync(shortSource(scratch)) };
      const body = multipart([{ name: 'title', content: 'a film' }, file]);
      const small = multipart([
        { name: 'title', content: 'a film' },
        { ...file, content: 'no film at all '.repeat(20) },
      ]);
      await eventually('nothing is open', () => platform.files('incoming').length === 0);
      const descriptors = (): number => readdirSync(`/proc/${platform.backend.pid()}/fd`).length;
      const before = descriptors();
      const health = askRegularly(platform.url, [['GET', '/api/health']]);
      const answers = new Map<string, number>();

      const slow = Array.from(
        { length: size(10, 200) },
        () => new RawUpload(platform.url, platform.token, multipartType, body.length),
      );
      const slowly = Promise.all(slow.map((upload) => sendSlowly(upload, body, size(5, 30))));
      await times(size(200, 10_000), 10, async () => {
        const mutated = mutate(small, random);
        const type =
          random() < 0.1
            ? mutate(Buffer.from(multipartType), random)
                .toString('latin1')
                .replaceAll(/[^\x20-\x7e]/g, '?')
            : multipartType;
        const upload = new RawUpload(platform.url, platform.token, type, mutated.length);
        upload.send(mutated);
        const timer = setTimeout(() => upload.abort(), 20_000);
        await upload.closed;
        clearTimeout(timer);
        answers.set(upload.told, (answers.get(upload.told) ?? 0) + 1);
      });
      await times(size(40, 1000), 20, async () => {
        const upload = new RawUpload(platform.url, platform.token, multipartType, body.length);
        upload.send(body.subarray(0, Math.floor(random() * body.length)));
        await sleep(random() * 50);
        upload.abort();
        await upload.closed;
      });
      await slowly;
      for (const upload of slow) upload.abort();

      const { p95Ms, failures } = await health.stop();
      await eventually('nothing is left', () => platform.files('incoming').length === 0);
      await eventually('descriptors are closed', () => descriptors() <= before + 5);
      row.figure(
        `${[...answers].map(([told, count]) => `${count}× ${told}`).join(', ')}; health p95 ${Math.round(p95Ms)} ms, descriptors ${before} → ${descriptors()}`,
      );
      expect(processes()).toEqual(pids);
      expect([...answers.keys()].filter((told) => /^(500|0)|internal_error/.test(told))).toEqual([]);
      expect(failures).toEqual([]);
      expect(p95Ms).toBeLessThanOrEqual(200);
    },
  );
});
