import type { CameraView, VideoView } from '@sluice/vod';
import { LiveClient, utc } from '../../scripts/api/live-client.js';
import { readClockOf } from '../../scripts/api/clock-picture.js';
import { ask, type Answer } from './http.js';
import { eventually, startTestPlatform, type TestPlatform } from './test-platform.js';

export { utc };

/** A platform whose recorder records the test picture, and somebody who may do everything with it. */
export interface LivePlatform extends TestPlatform {
  live: LiveClient<Answer>;
  camera: CameraView;
}

/** Up once the buffer holds `bufferedSec`. */
export async function startLivePlatform(
  settings: Record<string, string> = {},
  { bufferedSec = 3, workers = 1 } = {},
): Promise<LivePlatform> {
  const platform = await startTestPlatform({
    hasRecorder: true,
    workers,
    settings: { VIDEO_SOURCE: 'test:', RING_MIN_FREE_BYTES: '0', ...settings },
  });
  const live = liveClient(platform, platform.token);
  await eventually('the buffer fills', async () => {
    const [camera] = await live.cameras();
    return camera !== undefined && (await live.buffer(camera.id)).duration_seconds >= bufferedSec;
  });
  return { ...platform, live, camera: (await live.cameras())[0]! };
}

export const liveClient = ({ url }: { url: string }, token: string | null): LiveClient<Answer> =>
  new LiveClient((method, address, request) => ask(url, method, address, request), token);

/** The newest picture in a camera's buffer. */
export async function newestMs({ live, camera }: LivePlatform): Promise<number> {
  return Date.parse((await live.buffer(camera.id)).newest_frame!);
}

/** The UTC millisecond that each picture of a clip shows, as a player plays it now: from what it holds, or its film. */
export function playClock({ url, token }: TestPlatform, video: VideoView): number[] {
  // ffmpeg would show it to the store as well, which refuses who comes with two keys
  const key = video.visibility === 'public' ? [] : ['-headers', `Authorization: Bearer ${token}\r\n`];
  const input = [...key, '-i', url + video.hlsUrl];
  return readClockOf(input, Date.parse(video.clip!.startUtc));
}

/** What a picture of the test camera shows. */
export const clockOfPicture = (path: string, nearMs: number): number => readClockOf(['-i', path], nearMs)[0]!;
