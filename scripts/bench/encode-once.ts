import { setTimeout as pause } from 'node:timers/promises';
import type { VideoView } from '@sluice/vod';
import type { BenchPlatform } from './bench-platform.js';
import { cpuSeconds } from './cpu-time.js';
import { sendFile } from './send-file.js';

/** What the worker still does when everybody can see that the video is ready. */
const afterwardsMs = 1500;

export interface EncodedOnce {
  video: VideoView;
  /** Of the worker and of all that it has started, from the upload on. */
  cpuSec: number;
}

/** Uploads a video and waits until it is ready. Throws its error when it fails. */
export async function encodeOnce(platform: BenchPlatform, source: string): Promise<EncodedOnce> {
  const pid = platform.workers[0]!.pid();
  const before = cpuSeconds(pid);
  const video = await sendAndFollow(platform, source);
  await pause(afterwardsMs);
  // throws when it isn't the same process any more
  return { video, cpuSec: cpuSeconds(pid) - before };
}

export async function sendAndFollow(platform: BenchPlatform, source: string): Promise<VideoView> {
  const { video: sent } = await sendFile(platform, source);
  return readyOf(platform, sent.id);
}

/** Waits for a video that was sent. */
export async function readyOf({ api }: BenchPlatform, id: string): Promise<VideoView> {
  const video = await api.follow(id);
  if (video.status !== 'ready')
    throw new Error(`${video.source.fileName}: ${video.error?.code}: ${video.error?.detail}`);
  return video;
}
