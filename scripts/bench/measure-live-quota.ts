import { setTimeout as pause } from 'node:timers/promises';
import { ringBytes } from '@sluice/vod';
import { startClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { withLivePlatform } from './live-platform.js';
import { makeRow, type BenchRow } from './table.js';

const quotaBytes = 50_000_000;
const recordSec = 600;
const lookEveryMs = 100;

/** How far a buffer ever goes beyond what it may take: the segment that is just being taken in, and no more. */
export function measureLiveQuota(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(
    bench,
    async (platform) => {
      const camera = await startClockCamera({ bitrate: '800k' });
      try {
        const id = await platform.record('Quota', camera.url, 2);
        const untilMs = Date.now() + (recordSec / bench.shrink) * 1000;
        let [most, biggest] = [0, 0];
        while (Date.now() < untilMs) {
          const ring = await platform.ring(id);
          most = Math.max(most, ringBytes(ring));
          biggest = ring.reduce((size, { sizeBytes }) => Math.max(size, sizeBytes), biggest);
          await pause(lookEveryMs);
        }
        const quota = quotaBytes / bench.shrink;
        return [
          makeRow({ what: 'The most that a buffer of 50 MB took in 10 min', unit: 'MB', ours: [most / 1e6] }),
          makeRow({
            what: 'Over its quota, in segments',
            unit: '',
            ours: [Math.max(0, most - quota) / biggest],
            target: { of: 'ours', atMost: 1 },
          }),
        ];
      } finally {
        camera.close();
      }
    },
    { RING_MAX_BYTES: String(Math.round(quotaBytes / bench.shrink)) },
  );
}
