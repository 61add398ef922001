import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSource, picture, quickH264, tone } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';
import { openBrowser, openPage, signIn } from './browser.js';

describe('upload a video in the browser, watch it', () => {
  let platform: TestPlatform;
  let browser: Browser;
  let scratch: string;
  let film: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-browser-'));
    film = makeSource(scratch, 'Evening at the lake.mp4', [
      ...picture('1280x720', 30, 14),
      ...tone(14),
      ...quickH264,
      '-c:a',
      'aac',
    ]);
    [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const videoState = (page: Page) =>
    page.locator('video').evaluate((element: HTMLVideoElement) => ({
      time: element.currentTime,
      width: element.videoWidth,
      height: element.videoHeight,
      dropped: element.getVideoPlaybackQuality().droppedVideoFrames,
      error: element.error?.message ?? null,
      ended: element.ended,
      buffered: element.buffered.length,
    }));

  it('signs in, uploads a file, shows its stages, plays it to the end and switches quality', async () => {
    const { page, problems } = await openPage(browser, { width: 1280, height: 800 });
    await signIn(page, platform.url);
    await page.getByRole('link', { name: 'Upload', exact: true }).click();
    const stages = watchText(page, /Waiting|Probing|Encoding|Verifying|Publishing|Uploading/i);
    await page.getByLabel('Choose videos').setInputFiles(film);
    await page.getByRole('link', { name: 'Watch Evening at the lake' }).waitFor({ timeout: 90_000 });
    const seen = await stages.stop();
    expect(seen.some((text) => /encoding/i.test(text))).toBe(true);

    await page.getByRole('link', { name: 'Watch Evening at the lake' }).click();
    await page.locator('video').waitFor();
    await page.locator('video').evaluate((element: HTMLVideoElement) => element.play());
    await eventually('the picture moves', async () => (await videoState(page)).time > 1);

    for (const [name, height] of [
      ['480p', 480],
      ['720p', 720],
    ] as const) {
      await page.getByTestId('player').hover();
      await page.getByRole('button', { name: 'Quality' }).click();
      await page.getByRole('menuitemradio', { name }).click();
      const before = (await videoState(page)).time;
      await eventually(`plays in ${name}`, async () => {
        const { height: now, time } = await videoState(page);
        return now === height && time > before;
      });
    }
    await page.locator('video').evaluate((element: HTMLVideoElement) => {
      element.currentTime = 12;
    });
    await eventually('the end', async () => (await videoState(page)).ended);
    expect(await videoState(page)).toMatchObject({ error: null, buffered: 1 });
    expect(problems).toEqual([]);
  });

  it('tells what is wrong with a file that is no video, and what to do', async () => {
    const { page } = await openPage(browser, { width: 1280, height: 800 });
    await signIn(page, platform.url);
    await page.goto(`${platform.url}/upload`);
    const noise = join(scratch, 'noise.mp4');
    writeFileSync(
      noise,
      Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 255)),
    );
    await page.getByLabel('Choose videos').setInputFiles(noise);
    await page.getByText('This is not a video').first().waitFor({ timeout: 30_000 });
    await page
      .getByText('Send a video or audio file, for example MP4, MOV, MKV, WebM or MP3.')
      .first()
      .waitFor();
  });

  it('shows a moving preview of a film under the mouse, and while scrubbing', async () => {
    const { page, problems } = await openPage(browser, { width: 1280, height: 800 });
    await page.goto(platform.url);
    const card = page.getByRole('article').filter({ hasText: 'Evening at the lake' });
    await card.hover();
    await page.getByTestId('moving-preview').waitFor();
    await card.getByRole('link').click();
    const timeline = await page.locator('media-time-range').boundingBox();
    let nudges = 0;
    // the storyboard may still be on its way when the mouse is there first
    await eventually('a picture of that moment', async () => {
      await page.mouse.move(
        timeline!.x + timeline!.width / 2 + (nudges++ % 9),
        timeline!.y + timeline!.height / 2,
      );
      return (await page.locator('media-preview-thumbnail[mediapreviewimage]').count()) > 0;
    });
    expect(problems).toEqual([]);
  });

  it('lets everybody find and watch a public video on a phone, signed out and in the dark', async () => {
    const { page, problems } = await openPage(browser, { width: 390, height: 844, dark: true });
    await page.goto(platform.url);
    await page.getByLabel('Search videos').fill('evening');
    await page
      .getByRole('link', { name: /Evening at the lake/ })
      .first()
      .click();
    await page.locator('video').waitFor();
    await page.locator('video').evaluate((element: HTMLVideoElement) => element.play());
    await eventually('the picture moves', async () => (await videoState(page)).time > 0.5);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(problems).toEqual([]);
  });
});

/** Collects what an element of the page says over time. */
function watchText(page: Page, pattern: RegExp): { stop: () => Promise<string[]> } {
  const seen = new Set<string>();
  const state = { running: true };
  const watching = (async () => {
    while (state.running) {
      const text = await page
        .locator('main')
        .innerText()
        .catch(() => '');
      for (const match of text.matchAll(new RegExp(pattern, 'gi'))) seen.add(match[0]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    stop: async () => {
      state.running = false;
      await watching;
      return [...seen];
    },
  };
}
