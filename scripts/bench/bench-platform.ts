import { existsSync, mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { issueServiceToken, openDatabase } from '@sluice/database';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../api/api-client.js';
import { makeClip } from '../api/make-clip.js';
import { findFreePort } from '../services/free-port.js';
import type { KeptDaemon } from '../services/keep-running.js';
import { startPlatform, type Platform, type PlatformOptions } from '../start/platform.js';
import type { Bench } from './bench.js';
import { cpuSeconds } from './cpu-time.js';

export interface BenchPlatform extends Platform {
  database: DataSource;
  token: string;
  api: ApiClient;
  /** Where a video's files lie below the uploads folder. */
  folderOf(videoId: string, attempt: number): string;
  /** What a player opens: the multivariant playlist, or a rendition's. */
  playlistUrl(videoId: string, rendition?: string): string;
  /** Deletes a video and waits until nobody works on anything any more. */
  forget(videoId: string): Promise<void>;
}

/** Whatever the machine's environment says, the table's words must be true. */
const settings = { LADDER: '720,480', STORAGE_DRIVER: 'local' };

/** A platform for one measurement, fresh and thrown away; warmed up by one clip of another picture. */
export async function withPlatform<Result>(
  { scratch, say }: Pick<Bench, 'scratch' | 'say'>,
  work: (platform: BenchPlatform) => Promise<Result>,
  {
    settings: own,
    ...options
  }: Pick<PlatformOptions, 'workerPrefixes' | 'workers' | 'hasRecorder' | 'settings'> = {},
): Promise<Result> {
  const dataDir = mkdtempSync(join(scratch, 'platform-'));
  const uploadsDir = join(dataDir, 'uploads');
  const platform = await startPlatform({
    dataDir,
    uploadsDir,
    port: await findFreePort(),
    say: () => undefined,
    onLog: () => undefined,
    settings: { ...settings, ...own },
    ...options,
  });
  const database = await openDatabase(platform.environment['DATABASE_URL']!);
  const ending = tellOfDeaths(platform.workers, say);
  try {
    const { token } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
    const api = new ApiClient(platform.url, token);
    const ours: BenchPlatform = {
      ...platform,
      database,
      token,
      api,
      folderOf: (videoId, attempt) => join(uploadsDir, 'media/videos', videoId, `a${attempt}`),
      playlistUrl: (videoId, rendition) =>
        `${platform.url}/media/videos/${videoId}/${rendition ? `${rendition}/playlist` : 'master'}.m3u8`,
      forget: async (videoId) => {
        await api.delete(videoId);
        await untilIdle(platform);
      },
    };
    await warmUp(ours, dataDir);
    return await work(ours);
  } finally {
    ending.abort();
    await database.destroy();
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function warmUp(platform: BenchPlatform, folder: string): Promise<void> {
  const { api } = platform;
  const clip = makeClip(join(folder, 'warm-up.mp4'), 5);
  const { id } = await api.upload(await openAsBlob(clip), 'warm-up.mp4');
  const { status } = await api.follow(id);
  if (status !== 'ready') throw new Error('The clip for warming up failed.');
  await platform.forget(id);
}

/** A worker that dies is started again: nobody else would notice. Abort the answer to end it. */
function tellOfDeaths(workers: readonly KeptDaemon[], say: (line: string) => void): AbortController {
  const ending = new AbortController();
  const watch = async (worker: KeptDaemon): Promise<void> => {
    for (;;) {
      const how = await worker.ended();
      if (ending.signal.aborted) return;
      say(`a worker has ended: ${how}`);
      await pause(restartsWithinMs);
    }
  };
  for (const worker of workers) void watch(worker);
  return ending;
}

const restartsWithinMs = 1000;
const lookEveryMs = 500;
const quietLooks = 3;
/** Of one processor; heartbeats take about a hundredth. */
const quietShare = 0.05;

/** Until backend and workers have done next to nothing, and no ffmpeg has run, for a while. */
async function untilIdle({ backend, workers }: Platform): Promise<void> {
  const deadline = Date.now() + 120_000;
  const pids = (): number[] => [backend, ...workers].map((daemon) => daemon.pid()).filter(isRunning);
  const spent = (): number => pids().reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  for (let quiet = 0, before = spent(); quiet < quietLooks;) {
    if (Date.now() > deadline) throw new Error('The platform did not come to rest.');
    await pause(lookEveryMs);
    const now = spent();
    const isQuiet = Math.abs(now - before) < (quietShare * lookEveryMs) / 1000 && !pids().some(hasChildren);
    quiet = isQuiet ? quiet + 1 : 0;
    before = now;
  }
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/stat`);

function hasChildren(pid: number): boolean {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) && readFileSync(path, 'utf8').trim() !== '';
}
