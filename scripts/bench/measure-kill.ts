import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { encodedSec, loadChunkStates, shareDone, watchChunks, type ChunkState } from './chunk-states.js';
import { sendFile } from './send-file.js';
import { makeRow, type BenchRow } from './table.js';

const lengthSec = 180;
/** Five for three rounds. */
const killsPerRun = 5 / 3;
/** The part of the encoding in which the worker is killed: the tries are spread over it. */
const [earliest, latest] = [0.2, 0.8];

interface Kill {
  /** Of the video: what had been encoded of chunks that were then taken again. */
  twiceSec: number;
  /** That, for each chunk that was in hand. */
  twicePerChunkSec: number;
  longestChunkSec: number;
  /** The longest time without a sign of progress in any chunk. */
  gapSec: number;
}

/** What a worker's sudden death costs: it is killed in the middle of a video, and started again as `npm start` does. */
export async function measureKill(bench: Bench): Promise<BenchRow[]> {
  const { runs, footage, say } = bench;
  const length = footage.length(lengthSec);
  const source = await footage.make('h264', length);
  const tries = Math.ceil(runs * killsPerRun);
  const kills: Kill[] = [];
  await withPlatform(bench, async (platform) => {
    for (let at = 0; at < tries; at++) {
      const share = earliest + ((at + Math.random()) / tries) * (latest - earliest);
      const kill = await killAt(share, platform, source);
      kills.push(kill);
      const [twice, gap] = [kill.twiceSec.toFixed(1), kill.gapSec.toFixed(1)];
      say(`killed at ${Math.round(100 * share)} %: ${twice} s encoded twice, no progress for ${gap} s`);
    }
  });
  return toRows(kills, length);
}

async function killAt(share: number, platform: BenchPlatform, source: string): Promise<Kill> {
  const { database, workers } = platform;
  const { video } = await sendFile(platform, source);
  const before = await untilDone(share, platform, video.id);
  process.kill(workers[0]!.pid(), 'SIGKILL');
  const gapSec = await longestGap(platform, video.id);
  const after = await loadChunkStates(database, video.id);
  await platform.forget(video.id);
  return { ...compare(before, after), gapSec };
}

async function untilDone(share: number, { database }: BenchPlatform, videoId: string): Promise<ChunkState[]> {
  for await (const chunks of watchChunks(database, videoId)) if (shareDone(chunks) >= share) return chunks;
  throw new Error('The video was ready before its worker was killed: it is too short.');
}

/** Watches until the video is ready. Progress is any change in the rows; a claim is one too. */
async function longestGap({ database }: BenchPlatform, videoId: string): Promise<number> {
  let longestMs = 0;
  let seen = '';
  let changedAt = performance.now();
  for await (const chunks of watchChunks(database, videoId)) {
    const state = JSON.stringify(chunks.map(({ claims, progress, isDone }) => [claims, progress, isDone]));
    const now = performance.now();
    longestMs = Math.max(longestMs, now - changedAt);
    if (seen !== state) changedAt = now;
    seen = state;
    // verifying and publishing move no chunk
    if (chunks.every(({ isDone }) => isDone)) changedAt = now;
  }
  return longestMs / 1000;
}

/** By how often the rows say a chunk was taken, and how far it was when the worker died. */
function compare(before: readonly ChunkState[], after: readonly ChunkState[]): Omit<Kill, 'gapSec'> {
  const pictures = before.filter(({ kind }) => kind === 'picture');
  const claimsOf = (index: number): number => after.find((chunk) => chunk.index === index)?.claims ?? 0;
  const takenAgain = pictures.filter(({ index, claims }) => claims > 0 && claimsOf(index) > claims);
  const twiceSec = takenAgain.reduce((sum, chunk) => sum + encodedSec(chunk), 0);
  const inHand = pictures.filter(({ isTaken }) => isTaken).length;
  return {
    twiceSec,
    twicePerChunkSec: twiceSec / Math.max(1, inHand),
    longestChunkSec: Math.max(...pictures.map(({ durationSec }) => durationSec)),
  };
}

function toRows(kills: readonly Kill[], length: number): BenchRow[] {
  const worst = kills.reduce((most, kill) => (kill.twicePerChunkSec > most.twicePerChunkSec ? kill : most));
  const what = `SIGKILL of the worker in the middle of ${length} s`;
  const runs = kills.length;
  return [
    makeRow({ what: `${what}: encoded twice`, unit: 's', ours: kills.map(({ twiceSec }) => twiceSec) }),
    makeRow({
      what: `${what}: encoded twice for each chunk in hand, the worst, against the longest chunk`,
      unit: 's',
      ours: [worst.twicePerChunkSec],
      reference: [worst.longestChunkSec],
      target: { of: 'ratio', atMost: 1 },
      runs,
    }),
    makeRow({
      what: `${what}: longest time without progress, the worst`,
      unit: 's',
      ours: [Math.max(...kills.map(({ gapSec }) => gapSec))],
      target: { of: 'ours', atMost: 30 },
      runs,
    }),
    makeRow({
      what: `${what}: ready all the same`,
      unit: `of ${runs}`,
      // one that isn't ends the measurement
      ours: [runs],
      target: { of: 'ours', atLeast: runs },
      runs,
    }),
  ];
}
