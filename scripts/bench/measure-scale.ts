import type { VideoView } from '@sluice/vod';
import { withPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { sendAndFollow } from './encode-once.js';
import { makeRow, type BenchRow } from './table.js';

const lengthSec = 300;

/**
 * Whether workers add up: from upload to ready with two workers on a processor core each, against one on one core.
 * Backend, PostgreSQL and Redis are not bound to a core.
 */
export async function measureScale(bench: Bench): Promise<BenchRow[]> {
  const { runs, footage, say } = bench;
  const length = footage.length(lengthSec);
  const source = await footage.make('h264', length);
  const two: number[] = [];
  const one: number[] = [];
  for (let round = 1; round <= runs; round++) {
    two.push(await secondsToReady(bench, source, [0, 1]));
    one.push(await secondsToReady(bench, source, [0]));
    say(`round ${round}: two workers ${two.at(-1)!.toFixed(1)} s, one ${one.at(-1)!.toFixed(1)} s`);
  }
  const seconds = makeRow({
    what: `Upload to ready, ${length} s, two workers on a core each against one`,
    unit: 's',
    ours: two,
    reference: one,
  });
  const speedUp = makeRow({
    what: 'How much faster two workers are',
    unit: '×',
    ours: two.map((sec, round) => one[round]! / sec),
    target: { of: 'ours', atLeast: 1.85 },
  });
  return [seconds, speedUp];
}

const secondsToReady = (bench: Bench, source: string, cores: readonly number[]): Promise<number> =>
  withPlatform(bench, async (platform) => spanOf(await sendAndFollow(platform, source)), {
    workers: cores.length,
    workerPrefixes: cores.map((core) => ['taskset', '-c', String(core)]),
  });

/** Both by PostgreSQL's clock. */
const spanOf = ({ createdAt, readyAt }: VideoView): number =>
  (Date.parse(readyAt!) - Date.parse(createdAt)) / 1000;
