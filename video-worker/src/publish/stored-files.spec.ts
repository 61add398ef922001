import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStorage, type ObjectStorage } from '@sluice/storage';
import type { RenditionMedia, SegmentMedia } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../testing/sample-film.js';
import { listStored, mediaFiles, removeLeftovers } from './stored-files.js';

let rootDir: string;
let storage: ObjectStorage;
beforeEach(async () => {
  rootDir = await mkdtemp(join(tmpdir(), 'sluice-stored-'));
  storage = new LocalStorage({ rootDir });
});
afterEach(async () => {
  await rm(rootDir, { recursive: true });
  expect(existsSync(rootDir)).toBe(false);
});

const ofAttempt = (attempt: number, name: string): string => `videos/${claim.videoId}/a${attempt}/${name}`;
async function store(names: readonly string[], attempt = claim.attempt): Promise<void> {
  for (const name of names)
    await storage.put(ofAttempt(attempt, name), name, { contentType: 'video/mp4', cacheControl: '' });
}

const segment = (fileName?: string): SegmentMedia => ({
  durationSec: 4,
  sizeBytes: 1,
  iFrameBytes: 1,
  ...(fileName ? { fileName } : {}),
});
/** The second segment was encoded again. */
const picture = {
  name: '720p',
  segments: [segment(), segment('seg_00001-2.m4s'), segment()],
} as RenditionMedia;
const used = ['720p/init.mp4', '720p/seg_00000.m4s', '720p/seg_00001-2.m4s', '720p/seg_00002.m4s'];

describe('mediaFiles', () => {
  it('names what a rendition is played from', () => {
    expect(mediaFiles(picture)).toEqual(used);
  });
});

describe('listStored', () => {
  it("tells the names and sizes of the attempt's files alone", async () => {
    await store(['720p/init.mp4', 'poster.jpg']);
    await store(['720p/seg_00000.m4s'], 1);
    expect(await listStored(claim, storage)).toEqual(
      new Map([
        ['720p/init.mp4', '720p/init.mp4'.length],
        ['poster.jpg', 'poster.jpg'.length],
      ]),
    );
  });

  it('is empty before there is anything', async () => {
    expect(await listStored(claim, storage)).toEqual(new Map());
  });
});

describe('removeLeftovers', () => {
  const kept = [
    ...used,
    '720p/playlist.m3u8',
    '720p/iframes.m3u8',
    'master.m3u8',
    'poster.jpg',
    'thumbnail.jpg',
    'storyboard.vtt',
    'storyboard_00.jpg',
  ];
  const leftovers = [
    '720p/seg_00001.m4s',
    '720p/seg_00002-3.m4s',
    '720p/seg_00003.m4s',
    '1080p/init.mp4',
    '1080p/seg_00000.m4s',
    'tiles_00000.jpg',
    'tiles_00001-2.jpg',
  ];

  it('removes segments that no playlist names, renditions that were left out, and tiles', async () => {
    await store([...kept, ...leftovers]);
    await store(['720p/seg_00001.m4s'], 1);
    await removeLeftovers(claim, [picture], await listStored(claim, storage), storage);
    expect([...(await listStored(claim, storage)).keys()].toSorted()).toEqual(kept.toSorted());
    expect(await storage.stat(ofAttempt(1, '720p/seg_00001.m4s'))).not.toBeNull();
  });

  it('touches nothing that came after the look', async () => {
    await store([...kept, ...leftovers]);
    const stored = await listStored(claim, storage);
    await store(['720p/seg_00004.m4s']);
    await removeLeftovers(claim, [picture], stored, storage);
    expect((await listStored(claim, storage)).has('720p/seg_00004.m4s')).toBe(true);
  });
});
