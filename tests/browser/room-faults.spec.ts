import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingView } from '@sluice/vod';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes } from '../../scripts/api/barcode.js';
import { makeAccount } from '../platform/accounts.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';
import { signIn } from './browser.js';
import {
  cameraPeriod,
  cameraRate,
  droppedMax,
  makeDevices,
  openProfileWithCamera,
  type FakeDevices,
} from './fake-camera.js';
import { makeRoom, roomOf } from './room-pages.js';

let scratch: string;
let devices: FakeDevices;
let platform: TestPlatform;
let context: BrowserContext | null = null;
let profiles = 0;
let profile: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-room-faults-'));
  devices = makeDevices(scratch);
  platform = await startTestPlatform({
    settings: { RECORDING_VANISHED_SECONDS: '6', RECORDING_GRACE_SECONDS: '3' },
  });
});
afterEach(async () => {
  await context?.close().catch(() => undefined);
  context = null;
});
afterAll(async () => {
  await platform?.close();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** A browser with a profile of its own, signed in, alone in a new room. */
async function openRoom(title: string): Promise<Page> {
  profile = join(scratch, `profile-${profiles++}`);
  context = await openProfileWithCamera(devices, profile);
  const page = context.pages()[0]!;
  await signIn(page, platform.url);
  await makeRoom(page, platform.url, title, 'Ann');
  return page;
}

async function record(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByText('Recording', { exact: true }).first().waitFor();
}

const newest = async (page: Page): Promise<RecordingView> => (await roomOf(platform, page)).recordings[0]!;

async function filmOf({ films }: RecordingView): Promise<number[]> {
  const { hlsUrl } = await platform.api.load(films[0]!.videoId);
  return readBarcodes(`${platform.url}${hlsUrl}`);
}

/** From its first second to its last the camera's time goes on evenly, and it lasts as long as it should. */
function expectAllOf(numbers: readonly number[], lastsSec: number): void {
  expect(numbers.length / cameraRate).toBeGreaterThan(lastsSec);
  const at = (sec: number): number => numbers[Math.floor(sec * cameraRate)]!;
  for (let sec = 1; sec + 2 < Math.floor(lastsSec); sec++) {
    const went = (at(sec + 2) - at(sec) + cameraPeriod) % cameraPeriod;
    expect(Math.abs(went - 2 * cameraRate), `from ${sec} s on`).toBeLessThanOrEqual(droppedMax);
  }
}

describe('nothing that was recorded is lost', () => {
  it('by a network that fails in every way, and a backend that dies', async () => {
    const page = await openRoom('Faults');
    const done = await breakNetwork(page);
    await record(page);
    const startedAt = Date.now();
    await page.waitForTimeout(6000);
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.waitForTimeout(8000);
    await page.context().setOffline(false);
    await page.waitForTimeout(3000);
    process.kill(platform.backend.pid(), 'SIGKILL');
    await page.waitForTimeout(6000);
    const lastedSec = (Date.now() - startedAt) / 1000;
    await page.getByRole('button', { name: 'Stop for all' }).click();
    // with a grace this short a film may be made without a chunk that is still on its way, and made anew with it
    const isWhole = async (): Promise<boolean> => {
      const { status, isPartial } = await newest(page);
      return status === 'completed' && !isPartial;
    };
    await eventually('it is whole', isWhole, 90_000);
    const recording = await newest(page);
    expect(recording.films[0]!.gaps).toEqual([]);
    expect(recording.recordedChunks).toBe(recording.verifiedChunks);
    expect(recording.recordedChunks).toBeGreaterThan(lastedSec / 2 - 1);
    expectAllOf(await filmOf(recording), lastedSec - 1.5);
    for (const [fault, times] of Object.entries(done)) expect(times, fault).toBeGreaterThan(0);
  });

  it('by a browser that is killed: what had arrived is a film with its gaps, and the rest renews it', async () => {
    const page = await openRoom('Killed');
    await record(page);
    const startedAt = Date.now();
    await page.waitForTimeout(7000);
    await page.route(isChunk, (route) => route.abort());
    await page.waitForTimeout(7000);
    const recording = await newest(page);
    const lastedSec = (Date.now() - startedAt) / 1000;
    killBrowser();
    const load = async (): Promise<RecordingView> => {
      const answer = await fetch(`${platform.url}/api/recordings/${recording.id}`, {
        headers: { authorization: `Bearer ${adminToken}` },
      });
      return (await answer.json()) as RecordingView;
    };
    const adminToken = await adminApiToken();
    await eventually(
      'it is made of what is there',
      async () => (await load()).status === 'completed',
      60_000,
    );
    const partial = await load();
    expect(partial).toMatchObject({ isPartial: true, stopReason: 'vanished', revision: 1 });
    expect(partial.recordedChunks).toBeGreaterThan(partial.verifiedChunks);
    expect(partial.films[0]!.gaps.length).toBeGreaterThan(0);
    const { videoId } = partial.films[0]!;

    // whichever page of ours they open
    context = await openProfileWithCamera(devices, profile);
    const later = context.pages()[0]!;
    await later.goto(platform.url);
    await later.getByText('Finishing upload of “Killed”').waitFor();
    await eventually(
      'it is made anew',
      async () => {
        const { revision, status } = await load();
        return revision === 2 && status === 'completed';
      },
      60_000,
    );
    const whole = await load();
    expect(whole).toMatchObject({ isPartial: false, films: [{ videoId }] });
    expectAllOf(await filmOf(whole), lastedSec - 2.6);
    await later.getByText('Finishing upload of').waitFor({ state: 'detached' });
  });

  it('by a second tab: the first goes on, and the second says so', async () => {
    const page = await openRoom('Twice');
    await record(page);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByRole('button', { name: 'Join', exact: true }).click();
    await second.getByText('The room is open in another tab').waitFor();
    await second.close();
    await page.waitForTimeout(3000);
    await page.getByRole('button', { name: 'Pause me' }).click();
    await page.getByText('You are paused').waitFor();
    await page.waitForTimeout(2000);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForTimeout(3000);
    await page.getByRole('button', { name: 'Stop for all' }).click();
    await eventually('it is completed', async () => (await newest(page)).status === 'completed', 60_000);
    const recording = await newest(page);
    expect(recording).toMatchObject({ isPartial: false, films: [{ gaps: [{ reason: 'paused' }] }] });
    expect(recording.participants[0]!.takes).toHaveLength(2);
  });
});

const isChunk = /\/api\/recording-chunks\//;
const isConfirmation = /\/chunks\/confirm$/;

/** Each of the faults comes again and again; the numbers say how often. */
async function breakNetwork(page: Page) {
  const done = { unavailable: 0, putLost: 0, flipped: 0, expired: 0, confirmLost: 0, confirmDoubled: 0 };
  let puts = 0;
  let confirmations = 0;
  const forward = async (route: Route): Promise<void> => void (await route.fetch().catch(() => undefined));
  await page.route(isChunk, async (route) => {
    const turn = puts++ % 10;
    if (turn === 1 || turn === 6) {
      done.unavailable++;
      return route.fulfill({ status: 503, body: 'busy' });
    }
    if (turn === 3) {
      await forward(route);
      done.putLost++;
      return route.abort();
    }
    if (turn === 5) {
      const bytes = Buffer.from(route.request().postDataBuffer()!);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      done.flipped++;
      return route.continue({ postData: bytes });
    }
    if (turn === 8) {
      done.expired++;
      return route.continue({
        url: route
          .request()
          .url()
          .replace(/expires=\d+/, 'expires=1'),
      });
    }
    return route.continue();
  });
  await page.route(isConfirmation, async (route) => {
    const turn = confirmations++ % 3;
    if (turn === 0) {
      await forward(route);
      done.confirmLost++;
      return route.abort();
    }
    if (turn === 1) {
      await forward(route);
      done.confirmDoubled++;
    }
    return route.continue();
  });
  return done;
}

/** All of its processes at once, as a machine that loses its power. */
function killBrowser(): void {
  execFileSync('pkill', ['-KILL', '-f', profile]);
}

async function adminApiToken(): Promise<string> {
  return (await makeAccount(platform, 'watcher', { role: 'admin' })).token;
}
