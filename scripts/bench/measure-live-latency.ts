import { setTimeout as pause } from 'node:timers/promises';
import type { VideoView } from '@sluice/vod';
import type { Page } from 'playwright-core';
import { lookAtClock } from '../api/clock-look.js';
import { startClockCamera } from '../api/clock-picture.js';
import { openBrowser } from '../services/open-browser.js';
import type { Bench } from './bench.js';
import { percentileRow, withLivePlatform, type LiveBench } from './live-platform.js';
import type { BenchRow } from './table.js';
import { untilPlayable } from './until-playable.js';

const looksPerRun = 40;
const lookEveryMs = 250;
const clipsPerRun = 5;
const clipSec = 3;
/** As text: it runs in the page, whose types are not those of Node. */
const isMoving = `document.querySelector('[aria-label^="Picture of"]')?.currentTime > 0`;

/** The Live page in a real browser: how late its picture is, and what somebody waits for who presses Stop there. */
export function measureLiveLatency(bench: Bench): Promise<BenchRow[]> {
  return withLivePlatform(bench, async (platform) => {
    const camera = await startClockCamera({ size: '1280x720', bitrate: '3M' });
    const browser = await openBrowser();
    try {
      const cameraId = await platform.record('Door', camera.url, 8);
      const authorization = `Bearer ${platform.token}`;
      const page = await browser.newPage({ extraHTTPHeaders: { authorization } });
      await openCamera(page, platform, cameraId);
      const lateMs = await watch(page, looksPerRun * bench.runs);
      const playableMs: number[] = [];
      for (let clip = 0; clip < clipsPerRun * bench.runs; clip++) {
        playableMs.push(await recordOne(page, platform));
        bench.say(`saved and playable ${playableMs.at(-1)!.toFixed(0)} ms`);
      }
      const stop = 'Stop click to "Clip saved" on the page and the first segment';
      return [
        percentileRow('The picture on the Live page is late by', lateMs, 0.5, 3500),
        percentileRow('The picture on the Live page is late by', lateMs, 0.95),
        percentileRow(stop, playableMs, 0.5, 300),
        percentileRow(stop, playableMs, 0.95, 1000),
      ];
    } finally {
      await browser.close();
      camera.close();
    }
  });
}

/** Answers when its picture moves. */
async function openCamera(page: Page, { url }: LiveBench, cameraId: string): Promise<void> {
  await page.goto(`${url}/live/${cameraId}`);
  for (const startedAt = performance.now(); !(await page.evaluate<boolean>(isMoving)); await pause(50))
    if (performance.now() - startedAt > 30_000) throw new Error('The Live page shows no picture.');
  // a player that has just begun is still catching up
  await pause(2000);
}

async function watch(page: Page, looks: number): Promise<number[]> {
  const lateMs: number[] = [];
  for (let look = 0; look < looks; look++) {
    await pause(lookEveryMs);
    const { nowMs, shownMs } = await lookAtClock(page);
    lateMs.push(nowMs - shownMs);
  }
  return lateMs;
}

/** From the click on Stop until the page says that it is saved, and a player would have something to play. */
async function recordOne(page: Page, platform: LiveBench): Promise<number> {
  await page.getByRole('button', { name: 'Record a clip' }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await pause(clipSec * 1000);
  const answer = page.waitForResponse((response) => response.url().endsWith('/stop'));
  const startedAt = performance.now();
  await page.getByRole('button', { name: 'Stop' }).click();
  const { id, hlsUrl } = (await (await answer).json()) as VideoView;
  await Promise.all([untilPlayable(platform.url + hlsUrl), page.getByText('Clip saved').waitFor()]);
  const playableMs = performance.now() - startedAt;
  await page.getByRole('button', { name: 'Record another' }).click();
  await platform.api.follow(id);
  await platform.forget(id);
  return playableMs;
}
