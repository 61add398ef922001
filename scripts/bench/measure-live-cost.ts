import { setTimeout as pause } from 'node:timers/promises';
import { startClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { cpuSeconds } from './cpu-time.js';
import { withLivePlatform } from './live-platform.js';
import { residentMb } from './resident-memory.js';
import { makeRow, type BenchRow } from './table.js';

const cameraCount = 8;
const watchSec = 60;

/** What eight cameras cost whose H.264 is kept as it is, all from one source of 720p at 3 Mb/s. */
export function measureLiveCost(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    const camera = await startClockCamera({ size: '1280x720', bitrate: '3M' });
    try {
      const ids: string[] = [];
      for (let at = 0; at < cameraCount; at++)
        ids.push(await platform.record(`Camera ${at + 1}`, camera.url, 2));
      const pids = await Promise.all(ids.map(async (id) => (await platform.live.camera(id)).status!.pid!));
      const recorder = platform.recorder!.pid();
      const before = [recorder, ...pids].map(cpuSeconds);
      const ringBefore = await Promise.all(ids.map((id) => platform.live.buffer(id)));
      const startedAt = performance.now();
      await pause((watchSec / bench.shrink) * 1000);
      const elapsedSec = (performance.now() - startedAt) / 1000;
      const shares = [recorder, ...pids].map(
        (pid, at) => (100 * (cpuSeconds(pid) - before[at]!)) / elapsedSec,
      );
      const ringAfter = await Promise.all(ids.map((id) => platform.live.buffer(id)));
      const frames = ringAfter.map(({ frame_count }, at) => frame_count - ringBefore[at]!.frame_count);
      const delivered = Math.min(...frames) / (elapsedSec * 30);
      const [ofRecorder, ...ofFfmpeg] = shares as [number, ...number[]];
      return [
        makeRow({
          what: 'One camera of 720p at 3 Mb/s, copied: its ffmpeg, of one core',
          unit: '%',
          ours: ofFfmpeg,
          target: { of: 'ours', atMost: 2 },
        }),
        makeRow({
          what: `The same with its share of the recorder, ${cameraCount} cameras at once`,
          unit: '%',
          ours: [shares.reduce((sum, share) => sum + share, 0) / cameraCount],
          target: { of: 'ours', atMost: 2 },
        }),
        makeRow({
          what: 'Memory of its ffmpeg',
          unit: 'MB',
          ours: pids.map(residentMb),
          target: { of: 'ours', atMost: 80 },
        }),
        makeRow({
          what: `The recorder itself, ${cameraCount} cameras, of one core`,
          unit: '%',
          ours: [ofRecorder],
        }),
        makeRow({
          what: 'Pictures in the buffer of those that were sent, the worst camera',
          unit: '%',
          ours: [100 * delivered],
          target: { of: 'ours', atLeast: 98 },
        }),
      ];
    } finally {
      camera.close();
    }
  });
}
