import { existsSync, mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { issueServiceToken, openDatabase } from '@sluice/database';
import type { VideoView } from '@sluice/vod';
import { ApiClient } from '../api/api-client.js';
import { makeClip } from '../api/make-clip.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import type { Platform } from './platform.js';

/** Sends a file like any user, follows it until it is ready, and plays it. Answers whether it can be watched. */
export async function runDemo(
  platform: Platform,
  file: string | null,
  say: (line: string) => void,
): Promise<boolean> {
  if (file && !existsSync(file)) throw new Error(`There is no file ${file}.`);
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-demo-'));
  const database = await openDatabase(platform.environment['DATABASE_URL']!);
  const { token, revoke } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
  try {
    const api = new ApiClient(platform.url, token);
    const path = file ?? makeClip(join(scratch, 'demo.mp4'), 10);
    say(`demo: sending ${basename(path)}`);
    const sent = await api.upload(await openAsBlob(path), basename(path));
    const video = await api.follow(sent.id, (state) => say(`demo: ${describe(state)}`));
    if (video.status !== 'ready') {
      say(`demo: failed: ${video.error?.title}. ${video.error?.detail} ${video.error?.fix}`);
      return false;
    }
    for (const warning of video.warnings) say(`demo: note: ${warning.detail}`);
    const playedSec = playWithFfmpeg(`${platform.url}${video.hlsUrl}`);
    say(`demo: played ${playedSec.toFixed(1)} s of ${video.durationSec?.toFixed(1)} s`);
    say(`demo: watch it at ${platform.url}/watch/${video.id}`);
    return playedSec > 0;
  } finally {
    await revoke();
    await database.destroy();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function describe({ status, stage, progress, speed, etaSec, queuePosition }: VideoView): string {
  if (status === 'ready') return 'ready';
  if (stage === null) return queuePosition ? `waiting, place ${queuePosition} in the queue` : 'waiting';
  const details = [
    `${Math.round(progress * 100)} %`,
    speed && `${speed.toFixed(1)}×`,
    etaSec !== null && `${Math.round(etaSec)} s left`,
  ];
  return `${stage}, ${details.filter(Boolean).join(', ')}`;
}
