import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ChunkClaim } from '@sluice/database';
import { LocalStorage } from '@sluice/storage';
import { emptyOutput, planChunks, SluiceError, type AttemptPlan, type ChunkOutput } from '@sluice/vod';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { lumaOf, numberedPictures, numbering } from '../encode/testing/numbered-pictures.js';
import { keyOf } from '../publish/put-files.js';
import { listStored } from '../publish/stored-files.js';
import { encodePicture, encodeSound, planSmall } from '../testing/encode-small.js';
import { patchFile, shiftDecodeTime, spoilMedia } from '../testing/patch-segment.js';
import { chunkClaim, copy } from '../testing/sample-film.js';
import { SegmentPublisher } from './segment-publisher.js';

const log = pino({ level: 'silent' });
const names = ['64p', '32p'];

let studio: FilmStudio;
let sourcePath: string;
let plan: AttemptPlan;
let encoded: string;
/** 15 s: four segments, the last of 3 s; eight key frames. */
beforeAll(async () => {
  studio = await openFilmStudio();
  sourcePath = await studio.make(
    'source.mp4',
    ...numberedPictures('30', 15),
    ...`-vf ${numbering} -c:v libx264 -preset veryfast -crf 10 -c:a aac`.split(' '),
  );
  plan = await planSmall(sourcePath);
  encoded = join(studio.folder, 'encoded');
  await encodePicture(plan, { sourcePath, workDir: encoded }, null);
  await encodeSound(plan, { sourcePath, workDir: encoded });
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

let workDir: string;
let storage: LocalStorage;
beforeEach(async () => {
  const folder = await mkdtemp(join(studio.folder, 'case-'));
  storage = new LocalStorage({ rootDir: join(folder, 'media') });
  workDir = join(folder, 'work');
  await cp(encoded, workDir, { recursive: true });
});

/** The claim of all of the film's picture. */
const claimOf = (changes: Partial<ChunkClaim> = {}): ChunkClaim =>
  chunkClaim({ plan, frameCount: null, durationSec: 15, ...changes });
const publisherOf = (claim = claimOf(), of = names): SegmentPublisher =>
  new SegmentPublisher(claim, of, { storage, workDir, signal: new AbortController().signal, log });

const stored = async (): Promise<string[]> => [...(await listStored(claimOf(), storage)).keys()].toSorted();
const contentOf = async (name: string): Promise<Buffer> => {
  const stream = await storage.read(keyOf(name, claimOf()));
  if (!stream) throw new Error(`${name} is not in storage`);
  return buffer(stream);
};
const files = (folder: string, indexes: readonly number[], suffix = ''): string[] =>
  indexes.map((index) => `${folder}/seg_0000${index}${suffix}.m4s`);
const picturesOf = (output: ChunkOutput): number[] =>
  names.map((name) => output.renditions[name]?.sampleCount ?? 0);
const refusal = (detail: string): SluiceError => new SluiceError('output_invalid', detail);

describe('a chunk that is published at its end', () => {
  it('has its segments, their init segments and its tiles in storage, as they were encoded', async () => {
    const publisher = publisherOf();
    expect([publisher.published, publisher.output]).toEqual([0, emptyOutput]);
    await publisher.publishUpTo(4);
    expect(await stored()).toEqual([
      '32p/init.mp4',
      ...files('32p', [0, 1, 2, 3]),
      '64p/init.mp4',
      ...files('64p', [0, 1, 2, 3]),
      'tiles_00000.jpg',
    ]);
    for (const name of ['64p/init.mp4', ...files('32p', [0, 3])])
      expect((await contentOf(name)).equals(await readFile(join(encoded, name)))).toBe(true);
    expect(publisher.published).toBe(4);
  });

  it('tells what it has, measured', async () => {
    const publisher = publisherOf();
    await publisher.publishUpTo(4);
    const { renditions, ...rest } = publisher.output;
    expect(rest).toEqual({
      tiles: [{ fileName: 'tiles_00000.jpg', tileCount: 8 }],
      decoderComplaints: 0,
      leftOut: null,
    });
    expect(Object.keys(renditions)).toEqual(names);
    expect(picturesOf(publisher.output)).toEqual([450, 450]);
    const sizes = await listStored(claimOf(), storage);
    for (const name of names)
      expect(renditions[name]?.segments).toEqual(
        [4, 4, 4, 3].map((durationSec, index) => ({
          durationSec,
          sizeBytes: sizes.get(files(name, [index])[0]!),
          iFrameBytes: expect.any(Number) as number,
          md5Hex: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        })),
      );
  });

  it('has one tile for each key frame, in their order', async () => {
    await publisherOf().publishUpTo(4);
    const image = await contentOf('tiles_00000.jpg');
    const { width, height } = await sharp(image).metadata();
    expect([width, height]).toEqual([480, 32]);
    for (let tile = 0; tile < 8; tile++) {
      const region = { left: tile * 48 + 8, top: 8, width: 32, height: 16 };
      const { channels } = await sharp(await sharp(image).extract(region).toBuffer())
        .greyscale()
        .stats();
      // from video's 16 to 235 to a still's 0 to 255
      const wanted = ((lumaOf(tile * 60) - 16) * 255) / 219;
      expect(Math.abs(channels[0]!.mean - wanted)).toBeLessThan(4);
    }
  });

  it('brings no init segment from the middle of a film: the first chunk has brought it', async () => {
    const chunk = planChunks(plan).find(({ index }) => index === 2)!;
    await encodePicture(plan, { sourcePath, workDir: join(workDir, 'middle') }, chunk);
    const claim = claimOf({ ...chunk });
    const middle = { storage, workDir: join(workDir, 'middle'), signal: new AbortController().signal, log };
    const publisher = new SegmentPublisher(claim, names, middle);
    await publisher.publishUpTo(2);
    expect(await stored()).toEqual([...files('32p', [2, 3]), ...files('64p', [2, 3]), 'tiles_00002.jpg']);
    expect(publisher.output.tiles).toEqual([{ fileName: 'tiles_00002.jpg', tileCount: 4 }]);
  });

  it('of sound: no tiles, and all of it decoded', async () => {
    const publisher = publisherOf(claimOf({ kind: 'audio', index: -1 }), ['audio']);
    await publisher.publishUpTo(4);
    expect(await stored()).toEqual(['audio/init.mp4', ...files('audio', [0, 1, 2, 3])]);
    expect(publisher.output.tiles).toEqual([]);
  });
});

describe('a chunk that is published as it grows', () => {
  it('adds what is new, and nothing twice', async () => {
    const publisher = publisherOf();
    await publisher.publishUpTo(1);
    expect(await stored()).toEqual([
      '32p/init.mp4',
      ...files('32p', [0]),
      '64p/init.mp4',
      ...files('64p', [0]),
      'tiles_00000.jpg',
    ]);
    expect(picturesOf(publisher.output)).toEqual([120, 120]);
    const first = publisher.output;

    await publisher.publishUpTo(3);
    await publisher.publishUpTo(3);
    await publisher.publishUpTo(2);
    expect(publisher.published).toBe(3);
    await publisher.publishUpTo(4);
    expect(await stored()).toEqual([
      '32p/init.mp4',
      ...files('32p', [0, 1, 2, 3]),
      '64p/init.mp4',
      ...files('64p', [0, 1, 2, 3]),
      'tiles_00000.jpg',
      'tiles_00001.jpg',
      'tiles_00003.jpg',
    ]);
    expect(publisher.output.tiles.map(({ tileCount }) => tileCount)).toEqual([2, 4, 2]);
    expect(picturesOf(publisher.output)).toEqual([450, 450]);
    expect(picturesOf(first)).toEqual([120, 120]);
  });

  it('leaves what ffmpeg still needs in the work folder', async () => {
    await publisherOf().publishUpTo(1);
    const left = (await readdir(join(workDir, '64p'))).filter((file) => /^(init|seg)/.test(file));
    expect(left.toSorted()).toEqual(['init.mp4', 'seg_00001.m4s', 'seg_00002.m4s', 'seg_00003.m4s']);
  });
});

describe("a chunk's second claim", () => {
  /** What the first one had brought before it died. */
  async function brought(count: number): Promise<ChunkOutput> {
    const publisher = publisherOf();
    await publisher.publishUpTo(count);
    await cp(encoded, workDir, { recursive: true });
    return publisher.output;
  }

  it('goes on behind what is there, under names of its own', async () => {
    const output = await brought(3);
    const before = await Promise.all(files('64p', [0, 1, 2]).map(contentOf));
    const publisher = publisherOf(claimOf({ claim: 2, tries: 2, output }));
    expect([publisher.published, publisher.output]).toEqual([3, output]);
    await publisher.publishUpTo(4);
    expect(await stored()).toEqual([
      '32p/init.mp4',
      ...files('32p', [0, 1, 2]),
      ...files('32p', [3], '-2'),
      '64p/init.mp4',
      ...files('64p', [0, 1, 2]),
      ...files('64p', [3], '-2'),
      'tiles_00000.jpg',
      'tiles_00003-2.jpg',
    ]);
    const segments = publisher.output.renditions['64p']!.segments.map(({ fileName }) => fileName);
    expect(segments).toEqual([undefined, undefined, undefined, 'seg_00003-2.m4s']);
    expect(publisher.output.tiles).toEqual([
      { fileName: 'tiles_00000.jpg', tileCount: 6 },
      { fileName: 'tiles_00003-2.jpg', tileCount: 2 },
    ]);
    expect(picturesOf(publisher.output)).toEqual([450, 450]);
    const after = await Promise.all(files('64p', [0, 1, 2]).map(contentOf));
    expect(after).toEqual(before);
  });

  it('overwrites nothing, also where the first one told of nothing', async () => {
    await brought(2);
    await publisherOf(claimOf({ claim: 3 })).publishUpTo(4);
    const names64 = (await stored()).filter((name) => name.startsWith('64p/'));
    expect(names64).toEqual(
      ['64p/init.mp4', ...files('64p', [0, 1]), ...files('64p', [0, 1, 2, 3], '-3')].toSorted(),
    );
  });

  it('has nothing to do where everything is there', async () => {
    const output = await brought(4);
    const publisher = publisherOf(claimOf({ claim: 2, output }));
    await publisher.publishUpTo(4);
    expect(publisher.output).toEqual(output);
  });

  it.each<[string, (output: ChunkOutput) => void, string]>([
    [
      'another ffmpeg has begun',
      (output) => (output.renditions['32p']!.initHash = 'another'),
      '32p: their init segments differ.',
    ],
    [
      'ended elsewhere',
      (output) => (output.renditions['64p']!.endTicks += 512),
      '64p: decode times jump from 200192 to 199680.',
    ],
  ])('refuses to go on with what %s', async (_, change, detail) => {
    const output = structuredClone(await brought(3));
    change(output);
    const publisher = publisherOf(claimOf({ claim: 2, output }));
    const before = await stored();
    await expect(publisher.publishUpTo(4)).rejects.toThrow(refusal(detail));
    expect(publisher.published).toBe(3);
    expect(await stored()).toEqual(before);
  });
});

describe('the gate', () => {
  it.each<[string, string, (data: Buffer) => Buffer | void, RegExp]>([
    ['an empty segment', '32p/seg_00002.m4s', () => Buffer.alloc(0), /^32p: seg_00002\.m4s cannot be read/],
    [
      'a cut-off one',
      '64p/seg_00001.m4s',
      (data) => data.subarray(0, -1),
      /^64p: seg_00001\.m4s cannot be read/,
    ],
    ['noise', '64p/seg_00001.m4s', (data) => spoilMedia(data), /^64p/],
    ['pictures that are damaged in the middle', '32p/seg_00000.m4s', (data) => spoilMedia(data, 0.5), /^32p/],
    [
      'a jump in time',
      '32p/seg_00001.m4s',
      (data) => shiftDecodeTime(data, 512),
      /^32p: seg_00001\.m4s does not continue/,
    ],
    ['a late start', '64p/seg_00000.m4s', (data) => shiftDecodeTime(data, 1024), /^64p/],
  ])('lets nothing of a chunk pass that holds %s', async (_, file, change, detail) => {
    await patchFile(join(workDir, file), change);
    const publisher = publisherOf();
    const refused = await publisher.publishUpTo(4).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'output_invalid',
      detail: expect.stringMatching(detail) as string,
    });
    expect(await stored()).toEqual([]);
    expect(publisher.published).toBe(0);
  });

  it('lets no sound pass that cannot be decoded', async () => {
    await patchFile(join(workDir, 'audio/seg_00003.m4s'), (data) => spoilMedia(data));
    const publisher = publisherOf(claimOf({ kind: 'audio', index: -1 }), ['audio']);
    await publisher.publishUpTo(4);
    await expect(publisher.decodeSound(4)).rejects.toMatchObject({ code: 'output_invalid' });
  });

  it('lets no picture pass that is not of the planned size', async () => {
    const { picture } = plan;
    const renditions = picture!.renditions.map((rendition) => ({ ...rendition, width: 98 }));
    const other = { ...plan, picture: { ...picture!, renditions } };
    await expect(publisherOf(claimOf({ plan: other })).publishUpTo(4)).rejects.toThrow(
      refusal('64p has 96×64 pixels.'),
    );
  });

  it("doesn't decode a copy: its pictures are decoded by every other rendition's encoder", async () => {
    const withCopy = {
      ...plan,
      passThrough: { ...copy, name: '64p', width: 96, height: 64, replacesRung: false },
    };
    await patchFile(join(workDir, '64p/seg_00001.m4s'), (data) => spoilMedia(data));
    const publisher = publisherOf(claimOf({ kind: 'pass_through', index: -2, plan: withCopy }), ['64p']);
    await publisher.publishUpTo(4);
    expect(publisher.output.tiles).toEqual([]);
    expect(await stored()).toEqual(['64p/init.mp4', ...files('64p', [0, 1, 2, 3])]);
  });

  it('stores nothing more once the work is lost', async () => {
    const controller = new AbortController();
    const lost = new Error('somebody else has taken over');
    controller.abort(lost);
    const publisher = new SegmentPublisher(claimOf(), names, {
      storage,
      workDir,
      signal: controller.signal,
      log,
    });
    await expect(publisher.publishUpTo(4)).rejects.toBe(lost);
    expect(await stored()).toEqual([]);
  });
});
