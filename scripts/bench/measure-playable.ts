import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { labelOf, sourceKinds, type SourceKind } from './footage.js';
import { sendFile } from './send-file.js';
import { makeRow, type BenchRow } from './table.js';
import { untilPlayable } from './until-playable.js';

const lengthsSec = [15, 60, 600, 3600];
/** Until an hour that must be encoded is stopped, a good part of it has been: only when asked for. */
const longestEncodedSec = 600;

const limitMs = { h264: 1000, mpeg2: 2500, vp8: 2500, hevc: 2500 } as const satisfies Record<
  SourceKind,
  number
>;
/** How much longer than the shortest the longest may take. */
const growthMax = 1.3;

/**
 * From the moment when the last byte of an upload was handed to the socket until a player has picture and sound: the
 * playlists, init segments and first segments fetched over HTTP. The worker is idle, the video before is deleted.
 */
export const measurePlayable = (bench: Bench): Promise<BenchRow[]> => measureKind('h264', bench);

export async function measurePlayableEncoded(bench: Bench): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const kind of sourceKinds.filter((kind) => kind !== 'h264')) {
    if (await bench.footage.has(kind)) rows.push(...(await measureKind(kind, bench)));
    else bench.say(`this ffmpeg makes no ${labelOf(kind)}: left out`);
    bench.footage.clear();
  }
  return rows;
}

async function measureKind(kind: SourceKind, bench: Bench): Promise<BenchRow[]> {
  const { footage, long, runs, say } = bench;
  const lengths = lengthsSec
    .filter((seconds) => kind === 'h264' || long || seconds <= longestEncodedSec)
    .map((seconds) => footage.length(seconds));
  const timesMs = new Map<number, number[]>(lengths.map((length) => [length, []]));
  for (const length of lengths) await footage.make(kind, length);
  await withPlatform(bench, async (platform) => {
    for (let round = 1; round <= runs; round++)
      for (const length of lengths) {
        const { ms, way } = await timeToPlayable(platform, await footage.make(kind, length));
        timesMs.get(length)!.push(ms);
        say(`${labelOf(kind)}, ${length} s: playable after ${ms.toFixed(0)} ms ${way}`);
      }
  });
  return toRows(kind, timesMs);
}

/** `way`: what the platform says of the way that the source took, for the log. */
async function timeToPlayable(platform: BenchPlatform, source: string): Promise<{ ms: number; way: string }> {
  const { video, lastByteAt } = await sendFile(platform, source);
  const playableAt = await untilPlayable(platform.playlistUrl(video.id));
  const { warnings } = await platform.api.load(video.id);
  await platform.forget(video.id);
  return { ms: playableAt - lastByteAt, way: warnings.map(({ code }) => code).join(', ') };
}

function toRows(kind: SourceKind, timesMs: ReadonlyMap<number, number[]>): BenchRow[] {
  const [[shortest, fewest] = [0, []]] = timesMs;
  const longest = [...timesMs.keys()].at(-1)!;
  const perLength = [...timesMs].map(([length, ours]) =>
    makeRow({
      what: `Last byte to first segments, ${labelOf(kind)}, ${length} s`,
      unit: 'ms',
      ours,
      target: { of: 'ours', atMost: limitMs[kind] },
    }),
  );
  const growth = makeRow({
    what: `The same, ${longest} s against ${shortest} s`,
    unit: 'ms',
    ours: timesMs.get(longest)!,
    reference: fewest,
    target: { of: 'ratio', atMost: growthMax },
  });
  return [...perLength, growth];
}
