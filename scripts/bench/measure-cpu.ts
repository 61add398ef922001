import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadEncoding } from '@sluice/database';
import type { Rational, VideoView } from '@sluice/vod';
import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { ssim } from './compare-pictures.js';
import { encodeOnce } from './encode-once.js';
import { peerRendition, runPeer } from './peer.js';
import { makeRow, type BenchRow } from './table.js';

const lengthSec = 60;
const heights = [720, 480];

/**
 * What a whole job costs: CPU seconds (user + system) of the worker and all that it starts, in turn with the reference.
 * Quality and bytes are compared once: they are the same in every round.
 */
export async function measureCpu(bench: Bench): Promise<BenchRow[]> {
  const { peer, runs, scratch, footage, say } = bench;
  const length = footage.length(lengthSec);
  const source = await footage.make('h264', length);
  const peerDir = join(scratch, 'peer');
  const ours: number[] = [];
  const reference: number[] = [];
  return withPlatform(bench, async (platform) => {
    let last: VideoView | null = null;
    for (let round = 1; round <= runs; round++) {
      if (last) await platform.forget(last.id);
      const { video, cpuSec } = await encodeOnce(platform, source);
      last = video;
      ours.push(cpuSec);
      if (peer) reference.push(await runPeer(peer, source, peerDir));
      const both = [cpuSec, ...reference.slice(-1)].map((seconds) => `${seconds.toFixed(1)} s`);
      say(`round ${round}: ${both.join(' against ')}`);
    }
    const cpu = makeRow({
      what: `CPU of a whole job of ${length} s: 720p + 480p + poster + storyboard`,
      unit: 'CPU s',
      ours,
      reference,
      target: { of: 'ratio', atMost: 0.58 },
    });
    return peer && last ? [cpu, ...(await compareOutputs(platform, last, source, peerDir))] : [cpu];
  });
}

async function compareOutputs(
  platform: BenchPlatform,
  video: VideoView,
  source: string,
  peerDir: string,
): Promise<BenchRow[]> {
  const rate = await frameRateOf(platform, video);
  const rows: BenchRow[] = [];
  for (const height of heights)
    rows.push(
      makeRow({
        what: `SSIM of ${height}p`,
        unit: '',
        ours: [await ssim(platform.playlistUrl(video.id, `${height}p`), source, rate)],
        reference: [await ssim(peerRendition(peerDir, height).playlist, source, rate)],
        compare: 'difference',
        target: { of: 'difference', atLeast: 0 },
      }),
    );
  return [...rows, compareBytes(platform.folderOf(video.id, video.attempt), peerDir)];
}

/** Each of the peer's renditions has the sound in it; ours is counted with each of them too. */
function compareBytes(folder: string, peerDir: string): BenchRow {
  const ours = heights.map((height) => sizeOf(join(folder, `${height}p`)) + sizeOf(join(folder, 'audio')));
  const reference = heights.map((height) => statSync(peerRendition(peerDir, height).media).size);
  return makeRow({
    what: 'Bytes of 720p and 480p, each with its sound',
    unit: 'MB',
    ours: [sum(ours) / 1e6],
    reference: [sum(reference) / 1e6],
    target: { of: 'ratio', atMost: 1 },
  });
}

async function frameRateOf({ database }: BenchPlatform, { id, attempt }: VideoView): Promise<Rational> {
  const encoding = await loadEncoding(database, id, attempt);
  if (!encoding?.plan.picture) throw new Error('The source has no picture that was encoded.');
  return encoding.plan.picture.frameRate;
}

/** Init segment and segments; playlists are written by both sides and weigh nothing. */
const sizeOf = (folder: string): number =>
  sum(
    readdirSync(folder)
      .filter((name) => /\.(mp4|m4s)$/.test(name))
      .map((name) => statSync(join(folder, name)).size),
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
