import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { coverRange, runsOf, type TimeRange, type VideoView } from '@sluice/vod';
import { readClock, readClockOf } from '../api/clock-picture.js';
import type { Bench } from './bench.js';
import type { LiveBench } from './live-platform.js';

const pictureMs = 1000 / 30;

/** How far outside the picture that it should be an end lies, in pictures. */
export interface Missed {
  first: number;
  last: number;
}

/** Cuts a range, reads the film as `readCut` does, and deletes it. */
export async function cutAndRead(
  platform: LiveBench,
  cameraId: string,
  range: TimeRange,
  say: Bench['say'],
): Promise<Missed | null> {
  const { id } = await platform.live.cut(cameraId, range.fromMs, range.toMs);
  try {
    return await readCut(platform, cameraId, id, range, say);
  } finally {
    await platform.api.delete(id);
  }
}

/** null when the film's pictures are not a row of the buffer's own, one after the other. */
export async function readCut(
  platform: LiveBench,
  cameraId: string,
  clipId: string,
  range: TimeRange,
  say: Bench['say'],
): Promise<Missed | null> {
  await untilCut(platform, clipId);
  const shown = readClockOf(['-i', await fileOf(platform, clipId)], range.fromMs);
  const recorded = await readBuffer(platform, cameraId, range);
  const at = recorded.indexOf(shown[0]!);
  if (shown.length === 0 || String(recorded.slice(at, at + shown.length)) !== String(shown)) {
    say(`wrong pictures: ${shown.join(' ')} instead of ${recorded.join(' ')}`);
    return null;
  }
  return {
    first: picturesOutside(shown[0]!, range.fromMs),
    last: picturesOutside(shown.at(-1)!, range.toMs),
  };
}

/** A picture is on the screen from the moment it shows until the next. */
export const picturesOutside = (shownMs: number, wantedMs: number): number =>
  Math.max(0, shownMs - wantedMs, wantedMs - shownMs - pictureMs) / pictureMs;

/** The times that the buffer's own pictures show, from a second before a range to a second behind it. */
async function readBuffer(
  platform: LiveBench,
  cameraId: string,
  { fromMs, toMs }: TimeRange,
): Promise<number[]> {
  const { segments } = coverRange(await platform.ring(cameraId), {
    fromMs: fromMs - 1000,
    toMs: toMs + 1000,
  });
  return runsOf(segments).flatMap((run) => readClock(platform.folderOfCamera(cameraId), run, fromMs));
}

async function untilCut(platform: LiveBench, id: string): Promise<VideoView> {
  for (const startedAt = performance.now(); performance.now() - startedAt < 30_000;) {
    const video = await platform.api.load(id);
    if (video.clip?.state === 'cut') return video;
    if (video.status === 'failed') throw new Error(video.error!.detail);
    await pause(20);
  }
  throw new Error('The clip was not cut within 30 s.');
}

async function fileOf({ database, environment }: LiveBench, id: string): Promise<string> {
  const [row] = (await database.query('SELECT source_path AS path FROM videos WHERE id = $1', [id])) as {
    path: string;
  }[];
  return join(environment['UPLOADS_DIR']!, row!.path);
}
