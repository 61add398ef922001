import { setTimeout as pause } from 'node:timers/promises';
import type { TimeRange } from '@sluice/vod';
import { startClockCamera, type ClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { cutAndRead, type Missed } from './cut-clip.js';
import { percentile, withLivePlatform, type LiveBench } from './live-platform.js';
import { makeRow, type BenchRow } from './table.js';

const clipsPerRun = 34;
const [shortestMs, longestMs] = [500, 8000];
const bufferedSec = 12;

/**
 * Random ranges out of the buffer of a camera whose pictures show the time, while camera, ffmpeg and recorder are killed
 * in between: what the cut file's first and last picture show against what was asked for.
 */
export function measureLiveClips(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    let camera = await startClockCamera();
    const cameraId = await platform.record('Clock', camera.url, bufferedSec);
    const missed: Missed[] = [];
    let wrong = 0;
    try {
      for (let clip = 0; clip < clipsPerRun * bench.runs; clip++) {
        if (clip > 0 && clip % 17 === 0)
          camera = await disturb(platform, cameraId, camera, clip / 17, bench.say);
        const range = await pickRange(platform, cameraId);
        const found = await cutAndRead(platform, cameraId, range, bench.say);
        if (found) missed.push(found);
        else wrong++;
        if (found && Math.max(found.first, found.last) > 1)
          bench.say(`clip ${clip}: ${JSON.stringify(found)}`);
      }
    } finally {
      camera.close();
    }
    const within = missed.filter(({ first, last }) => first <= 1 && last <= 1).length;
    const total = missed.length + wrong;
    const worst = missed.flatMap(({ first, last }) => [first, last]);
    return [
      makeRow({
        what: `Clips whose ends are right to one picture, of ${total} over restarts`,
        unit: '%',
        ours: [(100 * within) / total],
        target: { of: 'ours', atLeast: 99 },
      }),
      makeRow({
        what: 'Clips with wrong pictures or none',
        unit: '',
        ours: [wrong],
        target: { of: 'ours', atMost: 0 },
      }),
      makeRow({
        what: 'An end lies outside its picture by, 95th percentile',
        unit: 'pictures',
        ours: [percentile(worst, 0.95)],
      }),
    ];
  });
}

/** Kills ffmpeg, the recorder or the camera in turn; answers the camera that there is then. */
async function disturb(
  platform: LiveBench,
  cameraId: string,
  camera: ClockCamera,
  turn: number,
  say: (line: string) => void,
): Promise<ClockCamera> {
  const { status } = await platform.live.camera(cameraId);
  const what = (['ffmpeg', 'recorder', 'camera'] as const)[(turn - 1) % 3]!;
  say(`${what} is killed`);
  if (what === 'ffmpeg') process.kill(status!.pid!, 'SIGKILL');
  if (what === 'recorder') process.kill(platform.recorder!.pid(), 'SIGKILL');
  let next = camera;
  if (what === 'camera') {
    camera.close();
    next = await startClockCamera();
    await platform.database.query('UPDATE cameras SET source = $2 WHERE id = $1', [cameraId, next.url]);
  }
  const killedMs = Date.now();
  while (((await platform.ranges(cameraId)).at(-1)?.toMs ?? 0) < killedMs + 8000) await pause(300);
  return next;
}

/** Anywhere in what the buffer holds without a hole. */
async function pickRange(platform: LiveBench, cameraId: string): Promise<TimeRange> {
  const ranges = (await platform.ranges(cameraId)).filter(
    ({ fromMs, toMs }) => toMs - fromMs > shortestMs + 100,
  );
  const { fromMs, toMs } = ranges[Math.floor(Math.random() * ranges.length)]!;
  const lengthMs = shortestMs + Math.random() * (Math.min(longestMs, toMs - fromMs) - shortestMs);
  const startMs = fromMs + Math.random() * (toMs - fromMs - lengthMs);
  return { fromMs: Math.round(startMs), toMs: Math.round(startMs + lengthMs) };
}
