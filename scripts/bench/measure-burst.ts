import type { VideoView } from '@sluice/vod';
import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { readyOf } from './encode-once.js';
import { sourceKinds, type SourceKind } from './footage.js';
import { sendFile } from './send-file.js';
import { makeRow, type BenchRow } from './table.js';
import { untilPlayable } from './until-playable.js';

const videos = 20;
const [shortestSec, longestSec] = [10, 600];
/** The long ones, which are not to hold up the others. */
const longFromSec = 300;
/** Twenty that wait must not keep the backend busy with answering. */
const askEveryMs = 200;

interface Arrival {
  video: VideoView;
  isLong: boolean;
  /** From its own last byte on. */
  playableSec: number;
}

/** Videos of all lengths at once: each is to be playable before any of the long ones is done. */
export const measureBurst = (bench: Bench): Promise<BenchRow[]> =>
  burst(['h264'], `${videos} videos at once`, bench);

export const measureMixedBurst = (bench: Bench): Promise<BenchRow[]> =>
  burst(sourceKinds, `${videos} videos of all kinds at once`, bench);

async function burst(kinds: readonly SourceKind[], what: string, bench: Bench): Promise<BenchRow[]> {
  const { footage, say } = bench;
  const growth = (longestSec / shortestSec) ** (1 / (videos - 1));
  const sources: { path: string; isLong: boolean }[] = [];
  for (let at = 0; at < videos; at++) {
    const seconds = shortestSec * growth ** at;
    const path = await footage.make(kinds[at % kinds.length]!, footage.length(seconds));
    sources.push({ path, isLong: seconds >= longFromSec });
  }
  const arrivals = await withPlatform(bench, (platform) =>
    Promise.all(
      sources.map(async ({ path, isLong }): Promise<Arrival> => {
        const { id, playableSec } = await sendAndWait(platform, path);
        say(`${path.split('/').at(-1)}: playable after ${playableSec.toFixed(1)} s`);
        return { isLong, playableSec, video: await readyOf(platform, id) };
      }),
    ),
  );
  return toRows(arrivals, what);
}

async function sendAndWait(
  platform: BenchPlatform,
  source: string,
): Promise<{ id: string; playableSec: number }> {
  const { video, lastByteAt } = await sendFile(platform, source);
  const playableAt = await untilPlayable(platform.playlistUrl(video.id), askEveryMs);
  return { id: video.id, playableSec: (playableAt - lastByteAt) / 1000 };
}

function toRows(arrivals: readonly Arrival[], what: string): BenchRow[] {
  const waits = arrivals.map(({ playableSec }) => playableSec);
  const lastPlayable = Math.max(...arrivals.map(({ video }) => Date.parse(video.playableAt!)));
  const long = arrivals.filter(({ isLong }) => isLong);
  const firstLongReady = Math.min(...long.map(({ video }) => Date.parse(video.readyAt!)));
  return [
    makeRow({ what: `${what}: last byte to playable, median`, unit: 's', ours: waits, runs: 1 }),
    makeRow({ what: `${what}: the longest wait`, unit: 's', ours: [Math.max(...waits)] }),
    makeRow({
      what: `${what}: from the last one playable to the first long one ready`,
      unit: 's',
      ours: [(firstLongReady - lastPlayable) / 1000],
      target: { of: 'ours', atLeast: 0 },
    }),
  ];
}
