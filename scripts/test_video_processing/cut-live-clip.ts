import { issueServiceToken } from '@sluice/database';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../api/api-client.js';
import { LiveClient } from '../api/live-client.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import { sendTo } from '../api/send-to.js';

const clipSec = 2;
const processingLimitMs = 10 * 60_000;

/** Cuts two seconds out of every camera that should be live, takes a snapshot of each, and plays what comes of it. */
export async function cutLiveClips(
  database: DataSource,
  sessionSecret: string,
  url: string,
): Promise<string> {
  const { token, revoke } = await issueServiceToken(database, sessionSecret);
  const live = new LiveClient(sendTo(url), token);
  try {
    const cameras = (await live.cameras()).filter(({ enabled }) => enabled);
    for (const { name, state, status } of cameras)
      if (state !== 'live')
        throw new Error(`${name} is ${state}: ${status?.lastError ?? 'see the recorder’s log'}`);
    for (const { id } of cameras) await cutOne(live, new ApiClient(url, token), id, url);
    if (cameras.length === 0) return 'no camera is to be recorded';
    return `clip and snapshot of ${cameras.map(({ name }) => name).join(', ')}`;
  } finally {
    await revoke();
  }
}

async function cutOne(live: LiveClient, api: ApiClient, cameraId: string, url: string): Promise<void> {
  const newestMs = Date.parse((await live.buffer(cameraId)).newest_frame ?? '');
  const snapshot = await live.snapshot(cameraId);
  await live.ask('DELETE', `/api/snapshots/${snapshot.id}`);
  const range = [newestMs - clipSec * 1000, newestMs] as const;
  const { id } = await live.cut(cameraId, ...range, {
    visibility: 'unlisted',
    title: 'test_video_processing',
  });
  try {
    const video = await api.follow(id, undefined, processingLimitMs);
    if (video.status !== 'ready') throw new Error(`${video.error?.code}: ${video.error?.detail}`);
    const playedSec = playWithFfmpeg(`${url}${video.hlsUrl}`);
    if (Math.abs(playedSec - clipSec) > 0.5) throw new Error(`${playedSec} of ${clipSec} s could be played`);
  } finally {
    await api.delete(id);
  }
}
