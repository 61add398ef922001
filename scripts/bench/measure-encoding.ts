import { execFile } from 'node:child_process';
import { openAsBlob, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issueServiceToken, openDatabase } from '@sluice/database';
import { ApiClient } from '../api/api-client.js';
import { findFreePort } from '../services/free-port.js';
import { startPlatform, type Platform } from '../start/platform.js';
import { median, type BenchRow } from './table.js';

const run = promisify(execFile);
/** Linux counts a process's time in these. */
const ticksPerSec = 100;

interface EncodingBench {
  source: string;
  peer: string | null;
  runs: number;
  scratch: string;
  say: (line: string) => void;
}

/** CPU seconds (user + system, the worker's own included) from upload to ready, in turn with the reference. */
export async function measureEncoding({
  source,
  peer,
  runs,
  scratch,
  say,
}: EncodingBench): Promise<BenchRow> {
  const dataDir = join(scratch, 'platform');
  const platform = await startPlatform({
    dataDir,
    uploadsDir: join(dataDir, 'uploads'),
    port: await findFreePort(),
    say: () => undefined,
    onLog: () => undefined,
  });
  const ours: number[] = [];
  const reference: number[] = [];
  try {
    for (let round = 1; round <= runs; round++) {
      ours.push(await encodeOnce(platform, source));
      if (peer) reference.push(await runPeer(peer, source, join(scratch, `peer-${round}`)));
      say(
        `round ${round}: ${ours.at(-1)!.toFixed(1)} s${peer ? ` against ${reference.at(-1)!.toFixed(1)} s` : ''}`,
      );
    }
  } finally {
    await platform.stop();
  }
  const referenceMedian = reference.length > 0 ? median(reference) : null;
  return {
    what: 'CPU of a whole job: 720p + 480p + poster + storyboard',
    unit: 'CPU s',
    ours: median(ours),
    reference: referenceMedian,
    ratio: referenceMedian === null ? null : median(ours.map((value, index) => value / reference[index]!)),
    runs,
  };
}

async function encodeOnce(platform: Platform, source: string): Promise<number> {
  const database = await openDatabase(platform.environment['DATABASE_URL']!);
  const { token, revoke } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
  try {
    const api = new ApiClient(platform.url, token);
    const before = cpuSeconds(platform.workers[0]!.pid());
    const { id } = await api.upload(await openAsBlob(source), 'bench.mp4');
    const video = await api.follow(id);
    if (video.status !== 'ready') throw new Error(`${video.error?.code}: ${video.error?.detail}`);
    const spent = cpuSeconds(platform.workers[0]!.pid()) - before;
    await api.delete(id);
    return spent;
  } finally {
    await revoke();
    await database.destroy();
  }
}

async function runPeer(script: string, source: string, outDir: string): Promise<number> {
  const { stdout } = await run('bash', [script, source, outDir]);
  const found = /cpu_seconds=([\d.]+)/.exec(stdout)?.[1];
  if (!found) throw new Error(`${script} printed no cpu_seconds=`);
  return Number(found);
}

/** Of a process and the children it has waited for: fields 14 to 17 of /proc/PID/stat (proc(5)). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSec;
}
