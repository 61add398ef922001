import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoView } from '@sluice/vod';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { findOnPath } from '../../../scripts/services/debian-packages.js';
import { ask } from '../../platform/http.js';
import { filesBelow } from '../../platform/leftovers.js';
import { makeSource, quickH264 } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { aimAt } from '../hostile/aimed-files.js';
import { startCanary, type CanaryServer } from '../hostile/canary-server.js';
import { times } from '../hostile/hostile-requests.js';
import { trySend } from '../hostile/try-send.js';
import { isFull, trustRow } from '../trust-row.js';

const secret = 'SLUICE-SECRET-OF-SOMEBODY-ELSE';

/** The weakest hides no file and no server: there the list of what may be opened must do alone. */
describe.each(['the best sandbox', 'the weakest sandbox'] as const)(
  'files aimed at others, in %s',
  (kind) => {
    let platform: TestPlatform;
    let scratch: string;
    let canary: CanaryServer;

    beforeAll(async () => {
      scratch = mkdtempSync(join(tmpdir(), 'sluice-aimed-'));
      canary = await startCanary(secret);
      const weakest = { PATH: toolsWithoutWalls(join(scratch, 'bin')) };
      platform = await startTestPlatform({
        settings: { API_RATE_LIMIT: '1000000' },
        workerSettings: [kind === 'the weakest sandbox' ? weakest : {}],
      });
      await eventually('the worker is there', () => isLogged('"queue":"video"'));
      if (kind === 'the weakest sandbox') expect(isLogged('"sandbox":"bubblewrap')).toBe(false);
    });
    afterAll(async () => {
      canary?.close();
      await platform?.close();
      rmSync(scratch, { recursive: true, force: true });
    });

    const isLogged = (text: string): boolean => platform.log.some((line) => line.includes(text));
    const published = (id: string): Buffer => {
      const videos = join(platform.uploadsDir, 'media/videos');
      const folder = join(videos, id);
      const files = readdirSync(videos).includes(id) ? filesBelow(folder) : [];
      return Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
    };

    trustRow(
      `files that point at other files and servers, named as video, in ${kind}`,
      '0 bytes of the victim published, 0 hits on the canary, refused within 5 s',
      async (row) => {
        const victim = await platform.send(magentaFilm(scratch));
        await platform.api.follow(victim.id);
        const text = join(platform.uploadsDir, 'sources', 'another-users-file');
        writeFileSync(text, secret.repeat(20));
        const targets = [join(platform.uploadsDir, 'sources', victim.id), text, '/etc/passwd']
          .map((path) => `file://${path}`)
          .concat(canary.url);
        const all = targets.map((target) => aimAt(target, scratch));
        const files = isFull ? all.flat() : all[0]!.map((_, at) => all[at % all.length]![at]!);
        let [refused, slowestMs] = [0, 0];
        await times(files.length, 2, async (at) => {
          const { what, bytes, isFilm } = files[at]!;
          const startedAt = performance.now();
          const sent = await trySend(platform, bytes, 'holiday.mp4');
          const video = sent && (await platform.api.follow(sent.id, undefined, 120_000));
          if (video?.status === 'ready') {
            expect(isFilm, `${what} became a video`).toBe(true);
            expect(await isMagenta(video), what).toBe(false);
          } else {
            refused++;
            slowestMs = Math.max(slowestMs, performance.now() - startedAt);
            expect(video?.error ?? {}, what).not.toMatchObject({ retryable: true });
          }
          const bytesOut = video ? published(video.id).toString('latin1') : '';
          expect(bytesOut.includes(secret) || bytesOut.includes('root:x:0:0'), what).toBe(false);
        });
        rmSync(text);
        row.figure(
          `${files.length} files: ${refused} refused within ${(slowestMs / 1000).toFixed(1)} s, ` +
            `${files.length - refused} inert, ${canary.hits.length} hits`,
        );
        expect(canary.hits).toEqual([]);
        expect(slowestMs).toBeLessThan(5000);
        expect(platform.log.filter((line) => line.includes(secret))).toEqual([]);
      },
    );

    async function isMagenta({ posterUrl }: VideoView): Promise<boolean> {
      const poster = await ask(platform.url, 'GET', posterUrl!, { token: platform.token });
      const [red, green, blue] = (await sharp(poster.bytes).stats()).channels.map(({ mean }) => mean);
      return red! > 150 && green! < 80 && blue! > 150;
    }
  },
);

/** The victim: no other film here has pictures that are all magenta. */
const magentaFilm = (folder: string): string =>
  makeSource(folder, 'victim.mp4', [
    '-f',
    'lavfi',
    '-i',
    'color=magenta:size=160x90:rate=25:duration=1',
    ...quickH264,
  ]);

/** A PATH with all that a worker runs, but for bubblewrap. */
function toolsWithoutWalls(folder: string): string {
  mkdirSync(folder);
  for (const name of ['ffmpeg', 'ffprobe', 'prlimit', 'setpriv', 'nice']) {
    const path = findOnPath(name);
    if (path) symlinkSync(path, join(folder, name));
  }
  return folder;
}
