import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LocalStorage } from '@sluice/storage';
import {
  emptyOutput,
  SluiceError,
  type ChunkProgress,
  type RenditionMedia,
  type TilesPart,
} from '@sluice/vod';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOf } from '../publish/put-files.js';
import { listStored } from '../publish/stored-files.js';
import { claim, planOf } from '../testing/sample-film.js';
import { publishStoryboard } from './publish-storyboard.js';

let rootDir: string;
let storage: LocalStorage;
beforeEach(async () => {
  rootDir = await mkdtemp(join(tmpdir(), 'sluice-storyboard-'));
  storage = new LocalStorage({ rootDir });
});
afterEach(async () => {
  await rm(rootDir, { recursive: true });
  expect(existsSync(rootDir)).toBe(false);
});

const signal = new AbortController().signal;
const renditions = [
  { name: '720p', width: 1280, height: 720 },
  { name: '480p', width: 854, height: 480 },
].map(
  (size): RenditionMedia =>
    ({
      ...size,
      kind: 'video',
      segments: Array.from({ length: 15 }, () => ({ durationSec: 4, sizeBytes: 1, iFrameBytes: 1 })),
    }) as RenditionMedia,
);

const chunk = (
  index: number,
  tiles: TilesPart[],
  kind: ChunkProgress['kind'] = 'picture',
): ChunkProgress => ({
  index,
  kind,
  isDone: true,
  output: { ...emptyOutput, tiles },
});

/** Stores a part with so many tiles of one grey. */
async function store(fileName: string, tileCount: number): Promise<TilesPart> {
  const [width, height] = [1600, 90 * Math.ceil(tileCount / 10)];
  const image = await sharp({ create: { width, height, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  await storage.put(keyOf(fileName, claim), image);
  return { fileName, tileCount };
}
const stored = async (): Promise<string[]> => [...(await listStored(claim, storage)).keys()];
const textOf = async (name: string): Promise<string> =>
  (await buffer((await storage.read(keyOf(name, claim)))!)).toString();

describe('publishStoryboard', () => {
  it("joins the chunks' tiles in their order, and says where each one stands", async () => {
    const parts = [
      await store('tiles_00000.jpg', 2),
      await store('tiles_00001.jpg', 2),
      await store('tiles_00002.jpg', 26),
    ];
    // as they ended, and what is no picture brings none
    const chunks = [
      chunk(2, [parts[2]!]),
      chunk(-1, [], 'audio'),
      chunk(0, [parts[0]!]),
      chunk(1, [parts[1]!]),
    ];
    const storyboard = await publishStoryboard(claim, planOf(), chunks, renditions, { storage, signal });
    expect(storyboard).toEqual({
      intervalSec: 2,
      tileWidth: 160,
      tileHeight: 90,
      columns: 10,
      rows: 10,
      tileCount: 30,
      durationSec: 60,
    });
    expect(await stored()).toEqual(
      ['storyboard.vtt', 'storyboard_00.jpg', ...parts.map(({ fileName }) => fileName)].toSorted(),
    );
    const cues = (await textOf('storyboard.vtt')).trimEnd().split('\n\n').slice(1);
    expect(cues).toHaveLength(30);
    expect(cues.at(-1)).toBe('00:00:58.000 --> 00:01:00.000\nstoryboard_00.jpg#xywh=1440,180,160,90');
  });

  it('has several sheets for a long film, with its tiles further apart', async () => {
    const twelve = { totalFrames: 21_600, ownFrames: 21_600 };
    const parts = [await store('tiles_00000.jpg', 80), await store('tiles_00040.jpg', 100)];
    const chunks = parts.map((part, at) => chunk(at, [part]));
    const plan = planOf({ cutting: twelve });
    const storyboard = await publishStoryboard(claim, plan, chunks, renditions, { storage, signal });
    expect(storyboard).toMatchObject({ intervalSec: 4, tileCount: 180 });
    expect((await stored()).filter((name) => name.startsWith('storyboard_'))).toEqual([
      'storyboard_00.jpg',
      'storyboard_01.jpg',
    ]);
  });

  it('makes none without pictures', async () => {
    const song = planOf({ media: { video: null } });
    const chunks = [chunk(-1, [], 'audio')];
    expect(await publishStoryboard(claim, song, chunks, [], { storage, signal })).toBeNull();
    expect(
      await publishStoryboard(claim, planOf(), [chunk(0, [])], renditions, { storage, signal }),
    ).toBeNull();
    expect(await stored()).toEqual([]);
  });

  it('fails when a part is gone', async () => {
    const chunks = [chunk(0, [{ fileName: 'tiles_00000.jpg', tileCount: 2 }])];
    await expect(publishStoryboard(claim, planOf(), chunks, renditions, { storage, signal })).rejects.toThrow(
      new SluiceError('output_invalid', 'tiles_00000.jpg is missing in storage.'),
    );
  });
});
