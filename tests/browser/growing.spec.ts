import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSource, quickH264, tone } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';
import { openBrowser, openPage } from './browser.js';
import { framesOff, numberedPicture, numberedRate, recordFrames } from './numbered-picture.js';
import { followPlayable, longestOwnStall, recordPlayback } from './playback-record.js';

const seamSec = 4;
/** At the end of what is there the player asks for more once a second; the rest is for a machine that encodes meanwhile. */
const ownStallMaxSec = 2.5;
const slowMs = 400_000;

const codecs = {
  'is encoded': ['.mkv', '-c:v', 'mpeg2video', '-q:v', '4', '-g', '15', '-pix_fmt', 'yuv420p'],
  'is kept as it is': [
    '.mp4',
    ...quickH264,
    '-g',
    '50',
    '-b:v',
    '1500k',
    '-maxrate',
    '1500k',
    '-bufsize',
    '1500k',
  ],
} as const;

let browser: Browser;
let scratch: string;
let platform: TestPlatform;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-growing-'));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const useSettings = (settings: Record<string, string>) => {
  beforeAll(async () => {
    platform = await startTestPlatform({ settings });
  });
  afterAll(() => platform?.close());
};

const makeFilm = (name: string, durationSec: number, [ending, ...codec]: readonly string[]): string =>
  makeSource(scratch, name + ending, [
    ...numberedPicture('1280x720', durationSec),
    ...tone(durationSec),
    ...codec,
    '-c:a',
    'aac',
  ]);

async function openWatchPage(id: string) {
  const { page, problems } = await openPage(browser, { width: 1280, height: 800 });
  await page.goto(`${platform.url}/watch/${id}`);
  await page.locator('video').waitFor({ timeout: 60_000 });
  return { page, problems, playback: await recordPlayback(page), frames: await recordFrames(page) };
}

const play = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.play());
const timeOf = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
const seek = (page: Page, sec: number) =>
  page.locator('video').evaluate((video: HTMLVideoElement, sec) => {
    video.currentTime = sec;
  }, sec);

async function choose(page: Page, quality: string): Promise<void> {
  await page.getByTestId('player').hover();
  await page.getByRole('button', { name: 'Quality' }).click();
  await page.getByRole('menuitemradio', { name: quality }).click();
}

describe('a video that is still being encoded', () => {
  // slow enough to be watched meanwhile
  useSettings({ ENCODER_PRESET: 'slow' });

  it.each(['is encoded', 'is kept as it is'] as const)(
    'plays from its first segment to its end without a stall of ours or a new start, where the picture %s',
    async (kind) => {
      const film = makeFilm('Growing', 30, codecs[kind]);
      const { id } = await platform.send(film);
      const { page, problems, playback, frames } = await openWatchPage(id);
      const playable = followPlayable(() => platform.api.load(id));
      await play(page);
      await eventually('the picture moves', async () => (await timeOf(page)) > 0.5);
      const { status, warnings } = await platform.api.load(id);
      expect(status).toBe('processing');
      expect(warnings.some(({ code }) => code === 'passed_through')).toBe(kind === 'is kept as it is');
      const hasEnded = async () => {
        expect((await platform.api.load(id)).error).toBeNull();
        return (await playback.read()).events.includes('ended');
      };
      await eventually('the end', hasEnded, slowMs - 60_000);
      await playable.stop();

      const { samples, events } = await playback.read();
      expect(events).toEqual(['ended']);
      expect(samples[0]?.timeSec).toBeLessThan(1);
      expect(samples.filter(({ timeSec }, at) => timeSec < (samples[at - 1]?.timeSec ?? 0))).toEqual([]);
      expect(longestOwnStall(samples, playable.secAt)).toBeLessThan(ownStallMaxSec);
      expect(Math.max(...(await frames.read()).map(framesOff))).toBeLessThan(1.5);
      await eventually('ready', async () => (await platform.api.load(id)).status === 'ready');
      await page.getByText('You can watch already').waitFor({ state: 'hidden' });
      expect(problems).toEqual([]);
    },
    slowMs,
  );
});

describe('a video in chunks', () => {
  useSettings({});
  const filmSec = 46;

  it(
    'shows the right picture across ten seams, and when its quality changes',
    async () => {
      const film = makeFilm('Seams', filmSec, codecs['is encoded']);
      const { id } = await platform.send(film);
      await platform.api.follow(id);
      const { page, problems, playback, frames } = await openWatchPage(id);
      await play(page);

      for (let seam = 1; seam <= 10; seam += 1) {
        const atSec = seam * seamSec;
        await seek(page, atSec - 0.6);
        const isAcross = async () => (await timeOf(page)) > atSec + 0.6;
        await eventually(`over the seam at ${atSec} s`, isAcross, 10_000);
        const across = (await frames.read()).filter(
          ({ mediaTimeSec }) => Math.abs(mediaTimeSec - atSec) < 0.5,
        );
        // of the 25 that lie there; a busy machine leaves some out
        expect(across.length, `frames around ${atSec} s`).toBeGreaterThan(5);
      }
      await seek(page, 1);
      for (const height of [480, 720, 480]) {
        await choose(page, `${height}p`);
        const from = (await frames.read()).length;
        const isShown = async () =>
          (await frames.read()).slice(from).some((frame) => frame.height === height);
        await eventually(`plays in ${height}p`, isShown);
      }

      const { samples, events } = await playback.read();
      const shown = await frames.read();
      expect(events).toEqual([]);
      expect(longestOwnStall(samples, () => filmSec)).toBeLessThan(2);
      expect(shown.length).toBeGreaterThan(5 * numberedRate);
      expect(Math.max(...shown.map(framesOff))).toBeLessThan(1.5);
      expect(problems).toEqual([]);
    },
    slowMs,
  );
});
