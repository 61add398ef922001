import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { longSource, makeSource, quickH264 } from '../../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { askRegularly } from '../measure.js';
import { size, trustRow } from '../trust-row.js';
import { view } from '../virtual-viewer.js';

const segmentMs = 4000;

describe('many who watch', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-viewers-'));
    threeMegabits(scratch);
    longSource(scratch, size(60, 120));
    platform = await startTestPlatform({ settings: { LADDER: '480' } });
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const viewers = size(30, 300);
  const watchSec = size(12, 120);
  trustRow(
    `${viewers} virtual viewers at 3 Mb/s for ${watchSec} s while a worker encodes`,
    '0 segments later than their duration, p95 of the API ≤ 300 ms',
    async (row) => {
      const { id } = await platform.send(threeMegabits(scratch));
      const ready = await platform.api.follow(id, undefined, 120_000);
      const top = ready.renditions.find(({ height }) => height === 720)!;
      const playlist = `${platform.url}/media/videos/${id}/${top.name}/playlist.m3u8`;

      const encoded = await Promise.all(
        Array.from({ length: size(2, 8) }, () => platform.send(longSource(scratch, size(60, 120)))),
      );
      const api = askRegularly(platform.url, [
        ['GET', '/api/videos'],
        ['GET', `/api/videos/${id}`],
        ['GET', '/api/health'],
      ]);
      const untilMs = performance.now() + watchSec * 1000;
      const startedAt = performance.now();
      const viewings = await Promise.all(
        Array.from({ length: viewers }, async (_, at) => {
          // people don't come all in the same moment
          await sleep((at / viewers) * segmentMs);
          return view(playlist, untilMs);
        }),
      );
      const tookSec = (performance.now() - startedAt) / 1000;
      const { p95Ms, failures } = await api.stop();
      const stillEncoding = (await platform.api.load(encoded.at(-1)!.id)).status === 'processing';

      const sum = (of: 'segments' | 'bytes' | 'late'): number =>
        viewings.reduce((total, viewing) => total + viewing[of], 0);
      const worst = Math.max(...viewings.map((viewing) => viewing.worst));
      row.figure(
        `${sum('late')} of ${sum('segments')} segments late, slowest after ${(worst * 100).toFixed(0)} % of its duration, ` +
          `${((sum('bytes') * 8) / 1e6 / tookSec).toFixed(0)} Mb/s, p95 ${p95Ms.toFixed(0)} ms`,
      );
      expect(stillEncoding).toBe(true);
      expect(top.averageBandwidthBps).toBeGreaterThan(2_500_000);
      expect(sum('late')).toBe(0);
      expect(failures).toEqual([]);
      expect(p95Ms).toBeLessThanOrEqual(300);
    },
  );
});

/** So restless that its bit rate is what it was given; fit to be passed through as it is. */
function threeMegabits(folder: string): string {
  const durationSec = size(16, 48);
  const restless = `testsrc2=size=1280x720:rate=25:duration=${durationSec},noise=alls=40:allf=t`;
  const keyFrames = ['-g', '50', '-keyint_min', '50', '-sc_threshold', '0'];
  const rate = ['-b:v', '3M', '-minrate', '3M', '-maxrate', '3M', '-bufsize', '3M', '-nal-hrd', 'cbr'];
  const input = ['-f', 'lavfi', '-i', restless];
  return makeSource(folder, 'three-megabits.mp4', [
    ...input,
    ...quickH264,
    '-profile:v',
    'high',
    ...keyFrames,
    ...rate,
  ]);
}
