import { setTimeout as pause } from 'node:timers/promises';
import { runsOf } from '@sluice/vod';
import { clockErrorsMs, startClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { percentile, withLivePlatform } from './live-platform.js';
import { makeRow, type BenchRow } from './table.js';

const recordSec = 600;
const targetMs = 40;

/** The times that the buffer gives its pictures, against those that they show; also of a camera whose clock is wrong. */
export function measureLiveTime(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    const wanted = [0, 500, -500];
    const cameras = await Promise.all(wanted.map((ppm) => startClockCamera({ ppm })));
    try {
      const ids: string[] = [];
      for (const [at, { url }] of cameras.entries())
        ids.push(await platform.record(`${wanted[at]} ppm`, url, 3));
      bench.say(`recording for ${recordSec / bench.shrink} s`);
      await pause((recordSec / bench.shrink) * 1000);
      return await Promise.all(
        ids.map(async (id, at) => {
          const runs = runsOf(await platform.ring(id));
          const errors = runs.flatMap((run) => clockErrorsMs(platform.folderOfCamera(id), run)).map(Math.abs);
          return makeRow({
            what: `Buffer's time against the picture's, camera ${wanted[at]} ppm off, ${errors.length} s, 95th percentile`,
            unit: 'ms',
            ours: [percentile(errors, 0.95)],
            target: { of: 'ours', atMost: targetMs },
          });
        }),
      );
    } finally {
      for (const camera of cameras) camera.close();
    }
  });
}
