import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { clipPictureKeys } from '@sluice/vod';
import { readClockOf, startClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { picturesOutside, readCut } from './cut-clip.js';
import { withLivePlatform, type LiveBench } from './live-platform.js';
import { makeRow, type BenchRow } from './table.js';

const idleSec = 300;
const clipSec = 30;
/** What a player shows lies about this far back. */
const behindMs = 2500;
const pictureWithinMs = 10_000;

/** Nobody asks anything of the platform for minutes; then somebody wants the last half minute. */
export function measureLiveIdle(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    const camera = await startClockCamera();
    try {
      const cameraId = await platform.record('Clock', camera.url, 1);
      const waitedSec = Math.max(idleSec / bench.shrink, clipSec + 5);
      await pause(waitedSec * 1000);
      const toMs = Date.now() - behindMs;
      const range = { fromMs: toMs - clipSec * 1000, toMs };
      const { id, clip } = await platform.live.cut(cameraId, range.fromMs, range.toMs);
      const pictureMs = await firstPictureMs(platform, id, range.fromMs);
      const missed = await readCut(platform, cameraId, id, range, bench.say);
      const row = (what: string, unit: string, value: number, atMost: number): BenchRow =>
        makeRow({ what, unit, ours: [value], target: { of: 'ours', atMost } });
      const after = `A clip of ${clipSec} s after ${Math.round(waitedSec)} s without anybody`;
      return [
        row(`${after}: without the very pictures of the buffer`, 'clips', missed ? 0 : 1, 0),
        row(`${after}: holes in it`, '', clip!.gaps.length, 0),
        ...(missed
          ? [row(`${after}: an end is off by`, 'pictures', Math.max(missed.first, missed.last), 1)]
          : []),
        row(`${after}: its first picture is off by`, 'pictures', picturesOutside(pictureMs, range.fromMs), 1),
      ];
    } finally {
      camera.close();
    }
  });
}

/** The time that the picture shows which stands in the gallery at once. */
async function firstPictureMs(platform: LiveBench, clipId: string, nearMs: number): Promise<number> {
  const path = join(platform.folderOf(clipId, 0), basename(clipPictureKeys(clipId, 0).posterKey));
  for (const startedAt = performance.now(); !existsSync(path); await pause(20))
    if (performance.now() - startedAt > pictureWithinMs) throw new Error('The clip got no picture.');
  return readClockOf(['-i', path], nearMs)[0]!;
}
