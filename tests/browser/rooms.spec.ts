import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingView, VideoView } from '@sluice/vod';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes, readTicks, type Cell } from '../../scripts/api/barcode.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';
import { openPage, signIn } from './browser.js';
import {
  cameraPeriod,
  cameraRate,
  droppedMax,
  circularDistance,
  circularMean,
  makeDevices,
  observeBeat,
  openBrowserWithCamera,
  rememberStreams,
  type FakeDevices,
} from './fake-camera.js';
import { enterRoom, makeRoom, roomOf } from './room-pages.js';

/**
 * Two browsers, four encoders and the whole platform share this machine: a busy one drops pictures and delays what is
 * observed. The bounds catch what is wrong by design; how exact it is stands in the test's annotations.
 */
const apartMaxMs = 100;
const recordedSec = 30;
const evenSeconds = Array.from({ length: recordedSec / 2 - 3 }, (_, at) => 3 + 2 * at);
const left: Cell = { x: 0, y: 0.25, width: 0.5, height: 0.5 };
const right: Cell = { x: 0.5, y: 0.25, width: 0.5, height: 0.5 };

let scratch: string;
let devices: FakeDevices;
let platform: TestPlatform;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-rooms-'));
  devices = makeDevices(scratch);
  [platform, browser] = await Promise.all([startTestPlatform(), openBrowserWithCamera(devices)]);
});
afterAll(async () => {
  await browser?.close();
  await platform?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const wide = { width: 1280, height: 800 };

describe('two people in a room', () => {
  it('record themselves: a film of each and one of both, nothing missing, in step', async ({ annotate }) => {
    const host = await openPage(browser, wide);
    await rememberStreams(host.page);
    await signIn(host.page, platform.url);
    const link = await makeRoom(host.page, platform.url, 'Interview', 'Ann');
    const guest = await openPage(browser, wide);
    await rememberStreams(guest.page);
    // a machine whose clock is wrong by a minute and a bit
    await guest.page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 67_000;
    });
    await enterRoom(guest.page, link, 'Bob');
    await host.page.getByText('Bob').first().waitFor();

    await host.page.getByRole('button', { name: 'Record', exact: true }).click();
    for (const { page } of [host, guest])
      await page.getByText('Recording', { exact: true }).first().waitFor();
    const beats = [await observeBeat(host.page), await observeBeat(guest.page)];
    await host.page.waitForTimeout((recordedSec - 14) * 1000);
    await host.page.getByRole('button', { name: 'Stop for all' }).click();
    await host.page.getByRole('dialog').getByRole('button', { name: 'Stop for all' }).click();
    await host.page.getByText('Ready to watch').nth(2).waitFor({ timeout: 120_000 });
    // a guest is nobody in the room until they have joined
    expect([...host.problems, ...guest.problems]).toEqual([
      expect.stringMatching(/^401 \S+\/api\/rooms\/[0-9a-f-]+$/),
    ]);

    const newest = async () => (await roomOf(platform, host.page)).recordings[0]!;
    await eventually('the recording is completed', async () => (await newest()).status === 'completed');
    const recording = await newest();
    expect(recording).toMatchObject({ isPartial: false, revision: 1 });
    expect(recording.recordedChunks).toBe(recording.verifiedChunks);
    const people = recording.participants.map(({ participantId }) => participantId);
    const urls = await Promise.all([...people, null].map((id) => filmUrl(recording, id)));
    const [anns, bobs, both] = urls as [string, string, string];
    const films = [
      readBarcodes(anns),
      readBarcodes(bobs),
      readBarcodes(both, left),
      readBarcodes(both, right),
    ];
    for (const numbers of films) expectEveryTwoSeconds(numbers);
    const [first, ...others] = films as [number[], ...number[][]];
    for (const other of others) {
      const apart = evenSeconds.map((sec) => circularDistance(at(first, sec), at(other, sec), cameraPeriod));
      const apartMs = (1000 * median(apart)) / cameraRate;
      await annotate(`two films: ${apartMs.toFixed(0)} ms apart`);
      expect(apartMs).toBeLessThanOrEqual(apartMaxMs);
    }
    for (const [person, url] of [anns, bobs].entries()) {
      const film = films[person]!;
      const heard = readTicks(url)
        .filter((sec) => sec > 2 && sec < recordedSec - 2)
        .map((sec) => at(film, sec) + ((sec * cameraRate) % 1) - 0.5);
      expect(heard.length).toBeGreaterThan(20);
      const apart = circularDistance(circularMean(heard, cameraRate), beats[person]!, cameraRate);
      const apartMs = (1000 * apart) / cameraRate;
      await annotate(`sound and picture: ${apartMs.toFixed(0)} ms apart`);
      expect(apartMs).toBeLessThanOrEqual(apartMaxMs);
    }

    await host.page
      .getByRole('link', { name: /both|everybody|together|interview/i })
      .first()
      .click();
    const video = host.page.locator('video');
    await video.waitFor();
    await video.evaluate((element: HTMLVideoElement) => element.play());
    await eventually('the film moves', () =>
      video.evaluate((element: HTMLVideoElement) => element.currentTime > 1),
    );
  });
});

const at = (numbers: readonly number[], sec: number): number => numbers[Math.floor(sec * cameraRate)]!;

/** Of every two seconds something is there, and the camera's time goes on evenly. */
function expectEveryTwoSeconds(numbers: readonly number[]): void {
  const start = numbers.findIndex((number) => number !== numbers[0]);
  for (let sec = Math.ceil(start / cameraRate) + 1; sec + 2 < numbers.length / cameraRate; sec += 2) {
    const went = (at(numbers, sec + 2) - at(numbers, sec) + cameraPeriod) % cameraPeriod;
    expect(Math.abs(went - 2 * cameraRate), `from ${sec} s on`).toBeLessThanOrEqual(droppedMax);
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function filmUrl({ films }: RecordingView, participantId: string | null): Promise<string> {
  const film = films.find((each) => each.participantId === participantId)!;
  const video: VideoView = await platform.api.load(film.videoId);
  return `${platform.url}${video.hlsUrl}`;
}
