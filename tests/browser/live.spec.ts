import type { Browser, Page } from 'playwright-core';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { liveClient, playClock, startLivePlatform, type LivePlatform } from '../platform/live-platform.js';
import { addLongPast } from '../platform/long-past.js';
import { ApiClient } from '../../scripts/api/api-client.js';
import { lookAtClock, type ClockLook } from '../../scripts/api/clock-look.js';
import { makeAccount } from '../platform/accounts.js';
import { eventually } from '../platform/test-platform.js';
import { openBrowser, openPage, signIn } from './browser.js';

/** A picture of 30 a second; what the buffer's clock may be off, and a picture or two on a busy machine. */
const closeMs = 150;

describe('the Live page', () => {
  let platform: LivePlatform;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [platform, browser] = await Promise.all([
      startLivePlatform({ BUFFER_SECONDS: '60' }, { bufferedSec: 8 }),
      openBrowser(),
    ]);
    ({ page, problems } = await openPage(browser, { width: 1280, height: 900 }));
    await signIn(page, platform.url);
    const { token } = await makeAccount(platform, 'boss', { role: 'admin' });
    // what somebody keeps in the browser is private: an administrator sees it
    Object.assign(platform, {
      token,
      api: new ApiClient(platform.url, token),
      live: liveClient(platform, token),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
  });

  const look = (): Promise<ClockLook> => lookAtClock(page);
  const open = async (name = platform.camera.name): Promise<void> => {
    await page.goto(`${platform.url}/live`);
    await page.getByRole('link', { name }).first().click();
    await page.getByRole('button', { name: 'Record a clip' }).waitFor();
    await eventually('the picture moves', async () => (await isPlaying()) && (await behindMs()) < 8000);
  };
  const isPlaying = (): Promise<boolean> =>
    page
      .getByLabel(/^Picture of/)
      .evaluate((video: HTMLVideoElement) => video.currentTime > 0 && video.readyState > 2);
  const behindMs = async (): Promise<number> => {
    const { shownMs, nowMs } = await look();
    return nowMs - shownMs;
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const median = (values: number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

  it('shows the camera a few seconds late, and says when its picture was made', async ({
    annotate,
  }: TestContext) => {
    await open();
    const seen: ClockLook[] = [];
    for (let at = 0; at < 20; at++) {
      await pause(250);
      seen.push(await look());
    }
    const late = median(seen.map(({ nowMs, shownMs }) => nowMs - shownMs));
    const wrong = median(seen.map(({ saidMs, shownMs }) => Math.abs(saidMs - shownMs)));
    await annotate(`median ${late} ms late, what it says is ${wrong} ms off (told four times a second)`);
    expect(late).toBeLessThan(5000);
    expect(wrong).toBeLessThan(350);
  });

  it('records what was on the screen between two clicks, with some of the time before', async ({
    annotate,
  }: TestContext) => {
    await open();
    await page.getByLabel('Also what came before').selectOption('5');
    const before = await look();
    await page.getByRole('button', { name: 'Record a clip' }).dblclick();
    const begun = await look();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await pause(2500);
    const after = await look();
    const clickedAt = performance.now();
    await page.getByRole('button', { name: 'Stop' }).click();
    const stopped = await look();
    await page.getByText('Clip saved').waitFor();
    const savedMs = performance.now() - clickedAt;
    await page.getByRole('link', { name: 'Watch' }).click();
    await page.locator('video').waitFor();
    // asked again and again: what is loaded meanwhile interrupts it
    const plays = (video: HTMLVideoElement): boolean => {
      void video.play().catch(() => undefined);
      return video.readyState > 2 && video.currentTime > 0;
    };
    await eventually('it plays', () => page.locator('video').evaluate(plays));
    await annotate(
      `${savedMs.toFixed(0)} ms from Stop to "Clip saved", ${(performance.now() - clickedAt).toFixed(0)} ms to a picture that plays`,
    );

    const [clip, ...others] = (await list()).items;
    expect(others).toEqual([]);
    const film = await platform.api.follow(clip!.id, undefined, 60_000);
    const shown = playClock(platform, film);
    expectBetween(shown[0]! + 5000, before, begun);
    expectBetween(shown.at(-1)!, after, stopped);
    await page.goto(platform.url);
    await page.getByRole('link', { name: film.title }).first().waitFor();
  });

  /** A click happens some time between two looks at the screen, on a busy machine long after the first. */
  const expectBetween = (shownMs: number, first: ClockLook, last: ClockLook): void => {
    expect(shownMs).toBeGreaterThan(first.shownMs - closeMs);
    expect(shownMs).toBeLessThan(last.shownMs + closeMs);
  };
  const list = async (): Promise<{ items: VideoView[] }> =>
    JSON.parse((await platform.live.ask('GET', '/api/videos')).text) as { items: VideoView[] };

  it('goes on with a clip when the page is loaded anew', async () => {
    await open();
    const before = await look();
    await page.getByRole('button', { name: 'Record a clip' }).click();
    const begun = await look();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await eventually('the picture moves', async () => (await isPlaying()) && (await behindMs()) < 8000);
    await pause(1000);
    const after = await look();
    await page.getByRole('button', { name: 'Stop' }).click();
    const stopped = await look();
    await page.getByText('Clip saved').waitFor();
    const [clip] = (await list()).items;
    const film = await platform.api.follow(clip!.id, undefined, 60_000);
    const shown = playClock(platform, film);
    expectBetween(shown[0]!, before, begun);
    expectBetween(shown.at(-1)!, after, stopped);
    // who shows it would ask for it once more
    await page.goto('about:blank');
    await platform.api.delete(clip!.id);
  });

  it('goes back in time, marks a range there, and comes back', async () => {
    await open();
    const line = page.getByRole('slider', { name: /buffer|time/i });
    await line.focus();
    await page.keyboard.press('Home');
    const isAtOldest = async (): Promise<boolean> => (await isPlaying()) && (await behindMs()) > 7000;
    await eventually('the oldest is shown', isAtOldest);
    await page.getByRole('button', { name: 'Set start here' }).click();
    const from = await look();
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await pause(1500);
    await page.getByRole('button', { name: 'Set end here' }).click();
    await page.getByRole('button', { name: 'Save clip' }).click();
    await page.getByText('Clip saved').waitFor();
    await page.getByRole('button', { name: 'Jump to live' }).click();
    await eventually('it is live again', async () => (await behindMs()) < 5000);
    const { items } = await list();
    const [clip] = items;
    expect(Math.abs(Date.parse(clip!.clip!.startUtc) - from.shownMs)).toBeLessThan(1000);
    await platform.api.follow(clip!.id, undefined, 60_000);
  });

  it('goes further back than the line reaches, and keeps a clip of what is there', async () => {
    const { fromMs, shiftedMs } = await addLongPast(platform, 'Archive');
    await open('Archive');
    await page.getByText(/The buffer reaches back to/).waitFor();
    await page.getByLabel('Go to').fill(inZoneOfPage(fromMs + 4000));
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    const isThere = async (): Promise<boolean> => {
      const { shownMs, saidMs } = await look();
      return (await isPlaying()) && Math.abs(saidMs + shiftedMs - shownMs) < 350 && saidMs < fromMs + 12_000;
    };
    await eventually('the moment of three hours ago is shown', isThere);
    await page.getByRole('button', { name: 'Set start here' }).click();
    const from = await look();
    await pause(1500);
    await page.getByRole('button', { name: 'Set end here' }).click();
    await page.getByRole('button', { name: 'Save clip' }).click();
    await page.getByText('Clip saved').waitFor();
    const [clip] = (await list()).items;
    expect(Math.abs(Date.parse(clip!.clip!.startUtc) + shiftedMs - from.shownMs)).toBeLessThan(1000);
    await page.getByRole('button', { name: 'Jump to live' }).click();
    await eventually('it is live again', async () => (await isPlaying()) && (await behindMs()) < 5000);
    await platform.api.follow(clip!.id, undefined, 60_000);
  });

  /** As a person would type it: without milliseconds, in the zone of the browser, which is this machine's. */
  const inZoneOfPage = (ms: number): string =>
    new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

  it('saves the last half minute, and single pictures', async () => {
    await open();
    await page.getByRole('button', { name: 'Save the last 30 s' }).click();
    await page.getByText('Clip saved').waitFor();
    await page
      .getByRole('button', { name: /snapshot/i })
      .first()
      .click();
    await eventually('the snapshot is shown', async () =>
      page
        .getByRole('img', { name: /opens in full size/ })
        .first()
        .evaluate((image: HTMLImageElement) => image.naturalWidth > 0)
        .catch(() => false),
    );
  });

  it('says what is wrong with a camera, and has it back by itself', async () => {
    await open();
    await platform.live.change(platform.camera.id, { enabled: false });
    await page.getByText('Switched off').first().waitFor({ timeout: 15_000 });
    await platform.live.change(platform.camera.id, { enabled: true });
    await eventually('the picture is back', async () => (await behindMs()) < 6000, 30_000);
    process.kill(platform.recorder!.pid(), 'SIGSTOP');
    try {
      await page
        .getByText(/Recorder down since/)
        .first()
        .waitFor({ timeout: 20_000 });
    } finally {
      process.kill(platform.recorder!.pid(), 'SIGCONT');
    }
    await eventually('it is live again', async () => (await behindMs()) < 6000, 40_000);
  });

  it('adds a camera after a look at it', async () => {
    await page.goto(`${platform.url}/live`);
    await page.getByRole('button', { name: 'Add camera' }).click();
    await page.getByLabel('Name').fill('Second');
    await page.getByLabel('Source').fill('test:');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page
      .getByText(/640 × 360|640×360/)
      .first()
      .waitFor({ timeout: 20_000 });
    await page
      .getByRole('form', { name: 'Add a camera' })
      .getByRole('button', { name: 'Add camera' })
      .click();
    await page.getByRole('link', { name: 'Second' }).first().waitFor({ timeout: 20_000 });
    // while there is no picture, playlists are refused; what was listed may be let go before a player comes to it
    const isOfItsTime = /\/(live|dvr)\.m3u8|^404 \S+\/segments\//;
    expect(problems.filter((problem) => !isOfItsTime.test(problem))).toEqual([]);
  });
});
