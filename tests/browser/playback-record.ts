import type { VideoView } from '@sluice/vod';
import type { Page } from 'playwright-core';

interface Sample {
  atMs: number;
  timeSec: number;
}

export interface PlaybackRecord {
  samples: Sample[];
  /** What the element told beside its progress: "emptied" would mean that the player began anew. */
  events: string[];
}

/** Writes down where the playhead is, ten times a second from when the picture first moves. */
export async function recordPlayback(page: Page): Promise<{ read: () => Promise<PlaybackRecord> }> {
  const record = await page.locator('video').evaluateHandle((video: HTMLVideoElement) => {
    const record: PlaybackRecord = { samples: [], events: [] };
    for (const event of ['emptied', 'error', 'ended'])
      video.addEventListener(event, () => record.events.push(event));
    const look = () => {
      if (!video.paused) record.samples.push({ atMs: Date.now(), timeSec: video.currentTime });
    };
    video.addEventListener('timeupdate', () => window.setInterval(look, 100), { once: true });
    return record;
  });
  return { read: () => record.jsonValue() };
}

/** How much of a video could be watched at a moment, asked again and again until it is stopped. */
export function followPlayable(load: () => Promise<VideoView>) {
  const answers: { atMs: number; sec: number }[] = [];
  const state = { isOn: true };
  const following = (async () => {
    while (state.isOn) {
      const { playableSec } = await load();
      answers.push({ atMs: Date.now(), sec: playableSec ?? 0 });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  // it is awaited at the end; a failure before that must not end the process
  following.catch(() => undefined);
  return {
    secAt: (atMs: number): number => answers.findLast((answer) => answer.atMs <= atMs)?.sec ?? 0,
    stop: () => {
      state.isOn = false;
      return following;
    },
  };
}

/**
 * The longest time in seconds for which the playhead stood still although more was there: `playableSec` tells how much
 * was there at a moment. What the encoder makes people wait for does not count.
 */
export function longestOwnStall(samples: readonly Sample[], playableSec: (atMs: number) => number): number {
  let longestMs = 0;
  let stallMs = 0;
  for (const [at, { atMs, timeSec }] of samples.entries()) {
    const before = samples[at - 1];
    const isStill = before !== undefined && before.timeSec === timeSec;
    const isOurs = isStill && playableSec(before.atMs) > timeSec + 1;
    stallMs = isOurs ? stallMs + atMs - before.atMs : 0;
    longestMs = Math.max(longestMs, stallMs);
  }
  return longestMs / 1000;
}
