import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CameraMedia } from './camera-media.js';
import { forgetMedia, recallMedia, rememberMedia } from './remember-media.js';

const source = 'rtsp://admin:geheim@cam/1?channel=1';
const media: CameraMedia = {
  codec: 'h264',
  width: 1280,
  height: 720,
  fps: null,
  pixelFormat: 'yuv420p',
  isInterlaced: false,
  isTimed: true,
  hasBFrames: false,
  gopSec: 2,
  audioCodec: 'aac',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-remember-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows what the same source sent, and tells nobody its password', async () => {
  expect(await recallMedia(folder, source)).toBeNull();
  await rememberMedia(folder, source, media);
  expect(await recallMedia(folder, source)).toEqual(media);
  expect(await recallMedia(folder, source.replace('channel=1', 'channel=2'))).toBeNull();
  expect(readdirSync(folder)).toEqual(['media.json']);
  expect(readFileSync(join(folder, 'media.json'), 'utf8')).not.toMatch(/cam|geheim|channel/);
});

it('knows nothing that is torn, or that it was told to forget', async () => {
  await rememberMedia(folder, source, media);
  const path = join(folder, 'media.json');
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -5));
  expect(await recallMedia(folder, source)).toBeNull();
  await rememberMedia(folder, source, media);
  await forgetMedia(folder);
  await forgetMedia(folder);
  expect(await recallMedia(folder, source)).toBeNull();
});
