import type { RecordingView } from '@sluice/vod';
import { recordMp4, type RecordedTake } from '../api/recorded-take.js';
import { RoomClient } from '../api/room-client.js';
import { sendTo } from '../api/send-to.js';
import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { residentMb } from './resident-memory.js';
import { makeRow, type BenchRow } from './table.js';
import { untilPlayable } from './until-playable.js';

const lengthSec = 30;
const longSec = 7200;
const limitMs = 2000;
const growthMaxMb = 50;
const processingLimitMs = 60 * 60_000;
/** Enough rounds that the slowest of twenty says something. */
const roundsPerRun = 20 / 3;

/**
 * From the press of Stop until a player has picture and sound of the film. All but the last two seconds have been
 * uploaded while they were recorded, as a page does; the last chunk, its confirmation and the seal are in the figure.
 */
export async function measureRecording(bench: Bench): Promise<BenchRow[]> {
  const take = recordMp4(bench.scratch, lengthSec, { size: '1280x720' });
  const timesMs: number[] = [];
  await withPlatform(bench, async (platform) => {
    for (let round = 0; round < Math.round(roundsPerRun * bench.runs); round++) {
      const ms = await stopToPlayable(platform, take);
      timesMs.push(ms);
      bench.say(`stop to playable: ${ms.toFixed(0)} ms`);
    }
  });
  const p95 = timesMs.toSorted((a, b) => a - b)[Math.ceil(0.95 * timesMs.length) - 1]!;
  const what = `Stop to first segments, ${lengthSec} s of recording`;
  return [
    makeRow({ what: `${what}, median`, unit: 'ms', ours: timesMs }),
    makeRow({
      what: `${what}, 95th percentile`,
      unit: 'ms',
      ours: [p95],
      runs: timesMs.length,
      target: { of: 'ours', atMost: limitMs },
    }),
  ];
}

async function stopToPlayable(platform: BenchPlatform, source: RecordedTake): Promise<number> {
  const take = { ...source, takeId: crypto.randomUUID() };
  const host = await RoomClient.host(sendTo(platform.url), platform.token, { title: 'Bench' });
  const recording = await host.start();
  await host.announce(recording, take);
  await host.upload(take, take.chunks.slice(0, -1));
  const stoppedAt = performance.now();
  await host.stop(recording.id);
  await host.upload(take, take.chunks.slice(-1));
  await host.seal(take);
  const videoId = await firstFilm(host, recording);
  const playableAt = await untilPlayable(platform.playlistUrl(videoId));
  await host.follow(recording.id, processingLimitMs);
  await platform.forget(videoId);
  return playableAt - stoppedAt;
}

async function firstFilm(host: RoomClient, { id }: RecordingView): Promise<string> {
  const deadline = performance.now() + processingLimitMs;
  while (performance.now() < deadline) {
    const { films } = await host.load(id);
    if (films[0]) return films[0].videoId;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('No film was made of the recording.');
}

/** How much more memory backend and worker hold at most than before, while two hours come in and are put together. */
export async function measureLongRecording(bench: Bench): Promise<BenchRow[]> {
  bench.say('making two hours of recording');
  const take = recordMp4(bench.scratch, longSec);
  return withPlatform(bench, async (platform) => {
    const { backend, workers } = platform;
    const host = await RoomClient.host(sendTo(platform.url), platform.token, { title: 'Bench' });
    const recording = await host.start();
    // what is uploaded in a minute was recorded over two hours
    await platform.database.query(
      'UPDATE recordings SET started_at = started_at - make_interval(secs => $2) WHERE id = $1',
      [recording.id, longSec],
    );
    await host.announce(await host.load(recording.id), take);
    // the first hundred settle caches and pools
    await host.upload(take, take.chunks.slice(0, 100));
    const receiving = watchMemory(backend.pid());
    await host.upload(take, take.chunks.slice(100));
    const receivedMb = receiving.stop();
    const assembling = watchMemory(workers[0]!.pid());
    await host.seal(take);
    await host.stop(recording.id);
    const videoId = await firstFilm(host, recording);
    const assembledMb = assembling.stop();
    await platform.forget(videoId);
    const row = (who: string, mb: number): BenchRow =>
      makeRow({
        what: `${who} memory over ${take.chunks.length} chunks, growth at its peak`,
        unit: 'MB',
        ours: [mb],
        target: { of: 'ours', atMost: growthMaxMb },
      });
    return [row('Backend', receivedMb), row('Worker (film put together)', assembledMb)];
  });
}

function watchMemory(pid: number): { stop(): number } {
  const before = residentMb(pid);
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(pid))), 100);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(peak, residentMb(pid)) - before;
    },
  };
}
