import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readRing } from '@sluice/storage';
import { availableRanges, cameraFolder, type RingSegment, type TimeRange } from '@sluice/vod';
import { LiveClient } from '../api/live-client.js';
import { sendTo } from '../api/send-to.js';
import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { makeRow, type BenchRow } from './table.js';

export interface LiveBench extends BenchPlatform {
  live: LiveClient;
  folderOfCamera(id: string): string;
  ring(id: string): Promise<RingSegment[]>;
  /** What the ring holds without a hole. */
  ranges(id: string): Promise<TimeRange[]>;
  /** Adds a camera, and waits until its buffer holds so much. */
  record(name: string, source: string, bufferedSec: number): Promise<string>;
}

/** A platform whose recorder records nothing but what is added. */
export const withLivePlatform = <Result>(
  bench: Bench,
  work: (platform: LiveBench) => Promise<Result>,
  settings: Record<string, string> = {},
): Promise<Result> =>
  withPlatform(
    bench,
    async (platform) => {
      const { database, environment, url, token } = platform;
      const live = new LiveClient(sendTo(url), token);
      await database.query('DELETE FROM cameras');
      const folderOfCamera = (id: string): string => join(environment['UPLOADS_DIR']!, cameraFolder(id));
      const ring = (id: string): Promise<RingSegment[]> => readRing(folderOfCamera(id));
      return work({
        ...platform,
        live,
        folderOfCamera,
        ring,
        ranges: async (id) => availableRanges(await ring(id)),
        record: async (name, source, bufferedSec) => {
          const [row] = (await database.query(
            'INSERT INTO cameras (id, name, source) VALUES (gen_random_uuid(), $1, $2) RETURNING id',
            [name, source],
          )) as { id: string }[];
          while ((await live.buffer(row!.id)).duration_seconds < bufferedSec) await pause(200);
          return row!.id;
        },
      });
    },
    { hasRecorder: true, settings: { RING_MIN_FREE_BYTES: '0', BUFFER_SECONDS: '900', ...settings } },
  );

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)]!;

/** Of what somebody waits for. */
export const percentileRow = (what: string, valuesMs: number[], share: number, atMost?: number): BenchRow =>
  makeRow({
    what: `${what}, ${share === 0.5 ? 'median' : '95th percentile'}`,
    unit: 'ms',
    ours: [percentile(valuesMs, share)],
    runs: valuesMs.length,
    ...(atMost !== undefined && { target: { of: 'ours', atMost } }),
  });
