import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadEncoding } from '@sluice/database';
import type { AttemptPlan } from '@sluice/vod';
import { chooseCapacity } from '../../video-worker/src/capacity/choose-capacity.js';
import { bareArgs, bareFolders } from './bare-args.js';
import { withPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { cpuSecondsOfChildren } from './cpu-time.js';
import { encodeOnce } from './encode-once.js';
import { ffmpeg } from './media-tools.js';
import { makeRow, type BenchRow } from './table.js';

const lengthSec = 60;

/** What the platform adds to the encoder: the whole job against one bare ffmpeg that makes the same outputs. */
export async function measureOverhead(bench: Bench): Promise<BenchRow[]> {
  const { runs, scratch, footage, say } = bench;
  const source = await footage.make('h264', footage.length(lengthSec));
  const ours: number[] = [];
  const reference: number[] = [];
  await withPlatform(bench, async (platform) => {
    for (let round = 1; round <= runs; round++) {
      const { video, cpuSec } = await encodeOnce(platform, source);
      const encoding = await loadEncoding(platform.database, video.id, video.attempt);
      await platform.forget(video.id);
      ours.push(cpuSec);
      reference.push(await runBare(encoding!.plan, source, join(scratch, 'bare')));
      say(`round ${round}: ${cpuSec.toFixed(1)} s against ${reference.at(-1)!.toFixed(1)} s`);
    }
  });
  return [
    makeRow({
      what: `CPU of a whole job of ${footage.length(lengthSec)} s against bare ffmpeg, one command`,
      unit: 'CPU s',
      ours,
      reference,
      target: { of: 'ratio', atMost: 1.08 },
    }),
  ];
}

async function runBare(plan: AttemptPlan, source: string, folder: string): Promise<number> {
  for (const name of bareFolders(plan)) mkdirSync(join(folder, name), { recursive: true });
  const before = cpuSecondsOfChildren(process.pid);
  // as many threads as the worker would give to a chunk: the encoder's settings are the same
  await ffmpeg(['-v', 'error', ...bareArgs(plan, source, chooseCapacity(undefined).threads)], folder);
  const spent = cpuSecondsOfChildren(process.pid) - before;
  rmSync(folder, { recursive: true });
  return spent;
}
