import { setTimeout as pause } from 'node:timers/promises';
import { startClockCamera } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import { percentileRow, withLivePlatform, type LiveBench } from './live-platform.js';
import type { BenchRow } from './table.js';
import { untilPlayable } from './until-playable.js';

const roundsPerRun = 10;
const clipSec = 3;
/** What a player shows lies about this far back. */
const behindMs = 2500;

/** What somebody waits for who records a clip: its first picture after the click, and something to play after Stop. */
export function measureLiveResponse(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    const camera = await startClockCamera({ size: '1280x720', bitrate: '3M' });
    try {
      const cameraId = await platform.record('Door', camera.url, 8);
      const pictureMs: number[] = [];
      const playableMs: number[] = [];
      for (let round = 0; round < roundsPerRun * bench.runs; round++) {
        const one = await recordOne(platform, cameraId);
        pictureMs.push(one.pictureMs);
        playableMs.push(one.playableMs);
        bench.say(`picture ${one.pictureMs.toFixed(0)} ms, playable ${one.playableMs.toFixed(0)} ms`);
      }
      return [
        percentileRow('Start of a clip to its picture, 720p', pictureMs, 0.95, 200),
        percentileRow('Stop of a clip to its first segment', playableMs, 0.5, 300),
        percentileRow('Stop of a clip to its first segment', playableMs, 0.95, 1000),
      ];
    } finally {
      camera.close();
    }
  });
}

async function recordOne(
  platform: LiveBench,
  cameraId: string,
): Promise<{ pictureMs: number; playableMs: number }> {
  const { live, api, url, token } = platform;
  const startedAt = performance.now();
  const { id } = await live.start(cameraId, Date.now() - behindMs, { visibility: 'public' });
  let posterUrl: string | null = null;
  while (!posterUrl) {
    ({ posterUrl } = await api.load(id));
    if (!posterUrl) await pause(15);
  }
  const picture = await fetch(url + posterUrl, { headers: { authorization: `Bearer ${token}` } });
  if (!picture.ok) throw new Error(`The clip's picture: ${picture.status}`);
  await picture.arrayBuffer();
  const pictureMs = performance.now() - startedAt;
  await pause(clipSec * 1000);
  const stoppedAt = performance.now();
  await live.stop(id, Date.now() - behindMs);
  const playableMs = (await untilPlayable(platform.playlistUrl(id))) - stoppedAt;
  await api.follow(id);
  await platform.forget(id);
  return { pictureMs, playableMs };
}
