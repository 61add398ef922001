import { execFileSync } from 'node:child_process';
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueServiceToken, openDatabase } from '@sluice/database';
import { queueOptions } from '@sluice/queue';
import { storageSettings, type Settings, type storageSettingNames } from '@sluice/service';
import {
  checkBrowserUploads,
  createStorage,
  uploadSecretFrom,
  type BrowserUploadCheck,
} from '@sluice/storage';
import { videoQueueName, type Readiness } from '@sluice/vod';
import Bull from 'bull';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../api/api-client.js';
import { makeClip } from '../api/make-clip.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import { cutLiveClips } from './cut-live-clip.js';
import { sendRecording } from './send-recording.js';

export type CheckSettings = Pick<
  Settings,
  | (typeof storageSettingNames)[number]
  | 'DATABASE_URL'
  | 'REDIS_URL'
  | 'SESSION_SECRET'
  | 'PORT'
  | 'FFMPEG_PATH'
  | 'FFPROBE_PATH'
>;

const clipSec = 6;
const redisLimitMs = 3000;
const processingLimitMs = 10 * 60_000;

/** Runs every check, also after one has failed, and prints a line for each. Answers whether all passed. */
export async function runChecks(
  settings: CheckSettings,
  url: string,
  print: (line: string) => void,
): Promise<boolean> {
  let failed = 0;
  const check = async (name: string, work: () => Promise<string>): Promise<void> => {
    const startedAt = performance.now();
    try {
      const found = await work();
      print(`ok    ${name}: ${found} (${Math.round(performance.now() - startedAt)} ms)`);
    } catch (error) {
      failed++;
      print(`FAIL  ${name}: ${(error as Error).message}`);
    }
  };
  await check('redis and queue', () => checkQueue(settings));
  await check('database', () => withDatabase(settings, checkDatabase));
  await check('storage put, get, delete', async () => {
    const storage = createStorage(storageSettings(settings));
    await storage.check();
    return storage.description;
  });
  for (const { name, ok, detail, fix } of await checkUploadsOfBrowsers(settings, url))
    await check(`recordings to storage: ${name}`, async () => {
      if (!ok) throw new Error(`${detail}. ${fix}`);
      return detail;
    });
  await check('ffmpeg encoders', async () => checkEncoders(settings));
  await check('backend and worker', () => checkReadiness(url));
  await check('one video through all of it', () =>
    withDatabase(settings, (database) => sendClip(database, settings, url)),
  );
  await check('one recording through all of it', () =>
    withDatabase(settings, (database) => sendRecording(database, settings.SESSION_SECRET, url)),
  );
  await check('live cameras', () =>
    withDatabase(settings, (database) => cutLiveClips(database, settings.SESSION_SECRET, url)),
  );
  print(
    failed === 0 ? 'all checks passed' : `${failed} failed; docs/operations.md says what to do about each`,
  );
  return failed === 0;
}

/** What a browser meets that records: from the pages' own address, straight to a bucket where there is one. */
async function checkUploadsOfBrowsers(settings: CheckSettings, url: string): Promise<BrowserUploadCheck[]> {
  const storage = createStorage(storageSettings(settings), uploadSecretFrom(settings.SESSION_SECRET));
  const pages = new URL(process.env['PUBLIC_URL'] ?? url).origin;
  try {
    return await checkBrowserUploads(storage, pages, url);
  } catch (error) {
    const fix = 'Look at the storage’s own line above.';
    return [{ name: 'signed uploads', ok: false, detail: (error as Error).message, fix }];
  }
}

async function withDatabase<Answer>(
  settings: CheckSettings,
  work: (database: DataSource) => Promise<Answer>,
): Promise<Answer> {
  const database = await openDatabase(settings.DATABASE_URL);
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

async function checkDatabase(database: DataSource): Promise<string> {
  const rows: { status: string; count: string }[] = await database.query(
    'SELECT status, count(*) FROM videos GROUP BY status ORDER BY status',
  );
  return rows.map(({ status, count }) => `${count} ${status}`).join(', ') || 'no videos yet';
}

async function checkQueue(settings: CheckSettings): Promise<string> {
  const queue = new Bull(videoQueueName, queueOptions(settings.REDIS_URL, 'worker'));
  queue.on('error', () => undefined);
  const ask = async (): Promise<string> => {
    const [, policy] = (await queue.client.config('GET', 'maxmemory-policy')) as string[];
    if (policy !== 'noeviction')
      throw new Error(`Redis may drop jobs: set maxmemory-policy to noeviction, it is ${policy}`);
    const { waiting, active } = await queue.getJobCounts();
    return `${waiting} jobs waiting, ${active} active`;
  };
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('Redis does not answer; check REDIS_URL')), redisLimitMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    // while Redis is away closing would wait for it
    void queue.close().catch(() => undefined);
  }
}

function checkEncoders({ FFMPEG_PATH, FFPROBE_PATH }: CheckSettings): string {
  const encoders = execFileSync(FFMPEG_PATH, ['-hide_banner', '-encoders'], { encoding: 'utf8' });
  execFileSync(FFPROBE_PATH, ['-version'], { stdio: 'ignore' });
  const missing = ['libx264', 'aac', 'mjpeg'].filter(
    (name) => !new RegExp(`^ \\S+ ${name} `, 'm').test(encoders),
  );
  if (missing.length > 0) throw new Error(`this ffmpeg cannot encode ${missing.join(', ')}`);
  return 'libx264, aac, mjpeg';
}

async function checkReadiness(url: string): Promise<string> {
  const response = await fetch(`${url}/api/health/ready`);
  const { status, checks } = (await response.json()) as Readiness;
  const wrong = Object.entries(checks).filter(([, { ok }]) => !ok);
  if (status !== 'ready') throw new Error(wrong.map(([name, { detail }]) => `${name}: ${detail}`).join('; '));
  return `worker ${checks.worker.detail}, ffmpeg ${checks.ffmpeg.detail}`;
}

async function sendClip(database: DataSource, settings: CheckSettings, url: string): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-check-'));
  const { token, revoke } = await issueServiceToken(database, settings.SESSION_SECRET);
  const api = new ApiClient(url, token);
  try {
    const clip = makeClip(join(scratch, 'clip.mp4'), clipSec);
    const sent = await api.upload(await openAsBlob(clip), 'test_video_processing.mp4', {
      visibility: 'unlisted',
    });
    try {
      const video = await api.follow(sent.id, undefined, processingLimitMs);
      if (video.status !== 'ready') throw new Error(`${video.error?.code}: ${video.error?.detail}`);
      const playedSec = playWithFfmpeg(`${url}${video.hlsUrl}`);
      if (Math.abs(playedSec - clipSec) > 0.5)
        throw new Error(`${playedSec} of ${clipSec} s could be played`);
      return `ready and played, ${video.renditions.map(({ name }) => name).join(' and ')}`;
    } finally {
      await api.delete(sent.id);
    }
  } finally {
    await revoke();
    rmSync(scratch, { recursive: true, force: true });
  }
}
