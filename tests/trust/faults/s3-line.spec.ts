import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rendition } from '@sluice/database';
import { createSourceStore, createStorage, type ObjectStorage, type SourceStore } from '@sluice/storage';
import { attemptPrefix, fileNameOf, sourcesPrefix, videosPrefix, type VideoView } from '@sluice/vod';
import { PinoLogger } from 'nestjs-pino';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Housekeeping } from '../../../backend/src/reconciler/housekeeping.service.js';
import { readBackendSettings } from '../../../backend/src/settings.js';
import {
  startFaultProxy,
  type Fault,
  type FaultProxy,
} from '../../../libs/storage/src/testing/fault-proxy.js';
import { countOpenUploads } from '../../../libs/storage/src/testing/s3-under-test.js';
import { checkHls } from '../../../scripts/check-hls/check-hls.js';
import { s3ServerInstalled, startS3Server, type S3Server } from '../../../scripts/s3-server/s3-server.js';
import { longSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, randomFrom, seconds, sweepNow } from '../fault-tools.js';
import { isFull, size, trustRow } from '../trust-row.js';
import { findUnknownIn } from '../unknown-storage.js';

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('S3 on a bad line', () => {
  let server: S3Server;
  let proxy: FaultProxy;
  let platform: TestPlatform;
  let scratch: string;
  let bucket: ObjectStorage;
  let sources: SourceStore;
  let film: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-line-'));
    film = largeFilm(scratch);
    server = await startS3Server();
    proxy = await startFaultProxy(server.endpoint);
    bucket = createStorage({ driver: 's3', ...server, forcePathStyle: true });
    sources = createSourceStore('s3', bucket, scratch);
    platform = await startTestPlatform({
      settings: {
        STORAGE_DRIVER: 's3',
        S3_ENDPOINT: proxy.endpoint,
        S3_REGION: server.region,
        S3_BUCKET: server.bucket,
        S3_ACCESS_KEY_ID: server.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.secretAccessKey,
      },
      workerSettings: [{ UPLOADS_DIR: join(scratch, 'worker') }],
    });
  });
  afterAll(async () => {
    await platform?.close();
    await proxy?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const many = size(1, 10);
  trustRow(
    `S3 that answers 503 to 30 %, cuts, loses answers after the write, has 1 kB/s for every 20th; ${many} uploads`,
    'all ready, sizes and hashes equal, no object that no row knows, no stray multipart upload after the sweep',
    async (row) => {
      const startedAt = Date.now();
      const told = disturb();
      let refusals = 0;
      const videos = await Promise.all(
        Array.from({ length: many }, () => sendUntilTaken(() => void refusals++)),
      );
      const ids = videos.map(({ id }) => id);
      const ready = await countReady(platform, ids, 900_000);
      const { requests, faults } = told();
      proxy.judge = () => 'none';
      const figure = `${ready} of ${many} ready in ${seconds(Date.now() - startedAt)}, of ${requests} requests ${faults}, `;
      row.figure(`${figure}${await errorsOf(ids)}`);
      expect(ready).toBe(many);
      for (const id of ids) await expectWhole(id);
      const stray = await countStray();
      await sweepStray();
      const left = await countStray();
      await sweepNow(platform);
      const unknown = await findUnknownIn(platform.database, bucket, sources);
      row.figure(
        `${figure}${refusals} uploads told to try again, stray ${stray} before the sweep, ${left} after, ` +
          `unknown ${unknown.sources.length} sources, ${unknown.attempts.length} attempts`,
      );
      expect(left).toBe(0);
      expect(unknown).toEqual({ sources: [], attempts: [] });
    },
    { timeoutSec: 1200 },
  );

  /** Answers what tells how much was disturbed. */
  function disturb(): () => { requests: number; faults: string } {
    const random = randomFrom(30);
    const counts = new Map<Fault, number>();
    let requests = 0;
    const choose = (method: string, url: string): Fault => {
      if (requests % 20 === 0) return isLarge(method, url) ? 'slow-stretch' : 'slow';
      const luck = random();
      if (luck < 0.3) return 'unavailable';
      if (luck < 0.35) return 'cut';
      return luck < 0.4 ? 'answer-lost' : 'none';
    };
    proxy.judge = (method, url) => {
      requests++;
      const fault = choose(method, url);
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      return fault;
    };
    return () => {
      const told = [...counts]
        .filter(([fault]) => fault !== 'none')
        .map(([fault, count]) => `${count} ${fault}`);
      return { requests, faults: told.join(', ') };
    };
  }

  /** What would go on for hours: parts of a source, and reading it; of minutes, only in full. */
  const isLarge = (method: string, url: string): boolean =>
    url.includes('partNumber=') || (method === 'GET' && (!isFull || url.includes(`/${sourcesPrefix}`)));

  /** The platform's own sweep, for which nothing is too young now. */
  async function sweepStray(): Promise<void> {
    const housekeeping = new Housekeeping(
      platform.database,
      new PinoLogger({ pinoHttp: { level: 'silent' } }),
      readBackendSettings(platform.environment),
      bucket,
      sources,
    );
    await housekeeping.removeStaleUploads(0);
  }

  /** What a person does who is told that the store can't be reached just now. */
  async function sendUntilTaken(onRefused: () => void): Promise<VideoView> {
    let video: VideoView | null = null;
    const send = async (): Promise<boolean> => {
      video = await platform.send(film).catch((error: Error) => {
        expect(error.message).toContain('storage_unavailable');
        onRefused();
        return null;
      });
      return video !== null;
    };
    await eventually('the upload is taken', send, 120_000);
    return video!;
  }

  async function errorsOf(ids: readonly string[]): Promise<string> {
    const errors: { detail: string }[] = await platform.database.query(
      `SELECT error_detail AS detail FROM videos WHERE id = ANY($1) AND status = 'failed'`,
      [ids],
    );
    return errors.map(({ detail }) => detail).join('; ');
  }

  async function expectWhole(id: string): Promise<void> {
    const video = await platform.api.load(id);
    expect(video).toMatchObject({ status: 'ready', error: null });
    const [row] = (await platform.database.query(
      'SELECT source_path AS path, source_sha256 AS sha256 FROM videos WHERE id = $1',
      [id],
    )) as { path: string; sha256: string }[];
    const sent = createHash('sha256').update(readFileSync(film)).digest('hex');
    const stored = createHash('sha256');
    for await (const piece of (await bucket.read(row!.path))!) stored.update(piece as Buffer);
    expect([row!.sha256, stored.digest('hex')]).toEqual([sent, sent]);
    expect(await storedSizes(id, video.attempt)).toMatchObject(await encodedSizes(id));
    expect(
      (await checkHls(platform.url + video.hlsUrl!)).rules.filter(({ status }) => status === 'fail'),
    ).toEqual([]);
  }

  /** As the worker measured them before it sent them. */
  async function encodedSizes(id: string): Promise<Record<string, number>> {
    const renditions = await platform.database.getRepository(Rendition).findBy({ videoId: id });
    return Object.fromEntries(
      renditions.flatMap(({ name, segments }) =>
        segments.map((segment, at) => [`${name}/${fileNameOf(segment, at)}`, segment.sizeBytes]),
      ),
    );
  }

  async function storedSizes(id: string, attempt: number): Promise<Record<string, number>> {
    const prefix = attemptPrefix(id, attempt);
    const sizes: Record<string, number> = {};
    for await (const { key, sizeBytes } of bucket.list(prefix)) sizes[key.slice(prefix.length)] = sizeBytes;
    return sizes;
  }

  const countStray = async (): Promise<number> =>
    (await countOpenUploads({ settings: { ...server, forcePathStyle: true } }, sourcesPrefix)) +
    (await countOpenUploads({ settings: { ...server, forcePathStyle: true } }, videosPrefix));
});

/** Of so many bytes that it goes into the bucket in parts: what stands behind the film is skipped by its readers. */
function largeFilm(folder: string): string {
  const film = readFileSync(longSource(folder, 12));
  const skipped = Buffer.alloc(20_000_000);
  skipped.writeUInt32BE(skipped.length, 0);
  skipped.write('free', 4, 'latin1');
  const path = join(folder, 'large.mp4');
  writeFileSync(path, Buffer.concat([film, skipped]));
  return path;
}
