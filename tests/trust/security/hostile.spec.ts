import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { checkHls } from '../../../scripts/check-hls/check-hls.js';
import { ask, multipart, multipartType } from '../../platform/http.js';
import { filesBelow } from '../../platform/leftovers.js';
import { makeSource, picture, quickH264, shortSource, tone } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { randomFrom } from '../fault-tools.js';
import { RawUpload, sendSlowly, times } from '../hostile/hostile-requests.js';
import { mutate } from '../hostile/mutate.js';
import { smallFilms } from '../hostile/small-films.js';
import { trySend } from '../hostile/try-send.js';
import { askRegularly } from '../measure.js';
import { size, trustRow } from '../trust-row.js';
import { findUnknown } from '../unknown-storage.js';

const seed = 6;

describe('hostile files and requests', () => {
  let platform: TestPlatform;
  let scratch: string;
  let pids: number[];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-hostile-'));
    platform = await startTestPlatform({
      settings: { API_RATE_LIMIT: '1000000', USER_UPLOADS_AT_ONCE: '1000' },
    });
    await eventually('the worker is there', () =>
      platform.log.some((line) => line.includes('"queue":"video"')),
    );
    pids = processes();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const processes = (): number[] => [
    platform.backend.pid(),
    ...platform.workers.map((worker) => worker.pid()),
  ];
  const mediaOf = (id: string): string => join(platform.uploadsDir, 'media/videos', id);
  const published = (id: string): Buffer =>
    Buffer.concat(filesBelow(mediaOf(id)).map((name) => readFileSync(join(mediaOf(id), name))));
  async function countVideos(): Promise<number> {
    const rows: { count: number }[] = await platform.database.query(
      'SELECT count(*)::int AS count FROM videos',
    );
    return rows[0]!.count;
  }
  const follow = (id: string, timeoutMs = 120_000) => platform.api.follow(id, undefined, timeoutMs);

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
        const sent = await trySend(platform, files[at]!, `mutated-${at}.mp4`);
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
        // the name is its title, and nothing else is told
        for (const address of [`/api/videos/${video.id}`, '/api/videos']) {
          const { text } = await ask(platform.url, 'GET', address, { token: platform.token });
          expect(text).toContain(video.id);
          expect(text).not.toMatch(/48\.8577|2\.2950/);
        }
        const told = platform.log.filter((line) => line.includes('upload stored') && line.includes(video.id));
        expect(told).toHaveLength(1);
      }
      const lines = platform.log.slice(logged);
      for (const line of lines) {
        expect(() => JSON.parse(line) as unknown, line).not.toThrow();
        expect([...line].filter((character) => character < ' ')).toEqual([]);
      }
      row.figure(`${paths.length} of ${paths.length} ready, ${lines.length} log lines, all whole`);
    },
  );

  trustRow(
    `${size(200, 10_000)} mutated multipart bodies, ${size(40, 1000)} aborted uploads, ${size(10, 200)} slow ones at 1 B/s`,
    '0 process exits, 0 files that no video has, 0 leaked descriptors, health p95 within 200 ms',
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
      const before = { descriptors: descriptors(), videos: await countVideos() };
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
      // one that came out as something that may be a film is a video like any other
      expect((await countVideos()) - before.videos).toBe(answers.get('201') ?? 0);
      expect(await findUnknown(platform)).toEqual({ sources: [], attempts: [] });
      await eventually('descriptors are closed', () => descriptors() <= before.descriptors + 5);
      row.figure(
        `${[...answers].map(([told, count]) => `${count}× ${told}`).join(', ')}; health p95 ${Math.round(p95Ms)} ms, descriptors ${before.descriptors} → ${descriptors()}`,
      );
      expect(processes()).toEqual(pids);
      expect([...answers.keys()].filter((told) => /^(500|0)|internal_error/.test(told))).toEqual([]);
      expect(failures).toEqual([]);
      expect(p95Ms).toBeLessThanOrEqual(200);
    },
  );
});
