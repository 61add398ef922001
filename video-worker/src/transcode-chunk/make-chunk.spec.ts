import { ClaimLost } from '@sluice/service';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkClaim, ChunkTransitions } from '@sluice/database';
import { LocalStorage } from '@sluice/storage';
import {
  audioChunkIndex,
  planChunks,
  SluiceError,
  totalDurationSec,
  wholePictureIndex,
  type AttemptPlan,
  type ChunkOutput,
} from '@sluice/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { listStored } from '../publish/stored-files.js';
import type { SourceCache } from '../source/source-cache.js';
import { planSmall } from '../testing/encode-small.js';
import { chunkClaim } from '../testing/sample-film.js';
import { makeChunk, type ChunkContext } from './make-chunk.js';

let studio: FilmStudio;
let sourcePath: string;
let plan: AttemptPlan;
/** 18 s in segments of 4 s: chunks of 1, 1, 2 and 1 of them. */
beforeAll(async () => {
  studio = await openFilmStudio();
  sourcePath = await studio.make(
    'source.mp4',
    ...'-f lavfi -i testsrc2=s=96x64:r=30:d=18 -f lavfi -i sine=440:r=48000:d=18'.split(' '),
    ...'-c:v libx264 -g 60 -pix_fmt yuv420p -c:a aac'.split(' '),
  );
  plan = await planSmall(sourcePath);
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

let workRoot: string;
let storage: LocalStorage;
let held: number;
let recorded: ChunkOutput[];
let progress: number[];
/** What the row answers when segments are recorded. */
let isOurs: boolean;
beforeEach(async () => {
  const folder = await mkdtemp(join(studio.folder, 'case-'));
  workRoot = join(folder, 'work');
  await mkdir(workRoot);
  storage = new LocalStorage({ rootDir: join(folder, 'media') });
  [held, recorded, progress, isOurs] = [0, [], [], true];
});

const record = (_: ChunkClaim, output: ChunkOutput): Promise<boolean> => {
  recorded.push(output);
  return Promise.resolve(isOurs);
};
const hold = (): Promise<{ path: string; release: () => void }> => {
  held++;
  return Promise.resolve({ path: sourcePath, release: () => void held-- });
};
const contextOf = (changes: Partial<ChunkContext> = {}): ChunkContext => ({
  chunks: { record } as unknown as ChunkTransitions,
  storage,
  sources: { hold } as unknown as SourceCache,
  capacity: { slots: 1, threads: 1, headThreads: 2 },
  workRoot,
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
  onProgress: (fraction) => progress.push(fraction),
  ...changes,
});

/** One of the plan's chunks. */
function claimOf(index: number, of = plan): ChunkClaim {
  const chunk = planChunks(of).find((planned) => planned.index === index);
  if (!chunk) throw new Error(`there is no chunk ${index}`);
  return chunkClaim({ ...chunk, plan: of });
}
/** All of the picture, of a film that can't be cut. */
const wholeClaim = (): ChunkClaim =>
  claimOf(wholePictureIndex, { ...plan, totalFrames: null, ownFrames: null });
const countsOf = (output: ChunkOutput): Record<string, number> =>
  Object.fromEntries(Object.entries(output.renditions).map(([name, { sampleCount }]) => [name, sampleCount]));

/** A copy of the source whose pictures between two times are zeros. */
async function damage(fileName: string, fromSec: number, toSec: number): Promise<string> {
  const film = await readFile(sourcePath);
  for (const line of await studio.packets(sourcePath, 'pts_time,size,pos')) {
    const [sec, size, position] = line.split(',').map(Number) as [number, number, number];
    if (sec >= fromSec && sec < toSec) film.fill(0, position, position + size);
  }
  const path = join(studio.folder, fileName);
  await writeFile(path, film);
  return path;
}

const nothingIsLeft = async (): Promise<void> => {
  expect(await readdir(workRoot)).toEqual([]);
  expect(held).toBe(0);
};

describe('makeChunk', () => {
  it('makes a chunk that is cut, publishes it at its end, and leaves nothing behind', async () => {
    const output = await makeChunk(claimOf(2), contextOf());
    expect(countsOf(output)).toEqual({ '64p': 240, '32p': 240 });
    expect(output).toMatchObject({ decoderComplaints: 0, leftOut: null });
    expect(output.tiles).toEqual([{ fileName: 'tiles_00002.jpg', tileCount: 4 }]);
    expect([...(await listStored(claimOf(2), storage)).keys()].toSorted()).toEqual([
      '32p/seg_00002.m4s',
      '32p/seg_00003.m4s',
      '64p/seg_00002.m4s',
      '64p/seg_00003.m4s',
      'tiles_00002.jpg',
    ]);
    expect(recorded).toEqual([]);
    await nothingIsLeft();
  });

  it('brings the shorter end of the film, and says how far it is', async () => {
    const output = await makeChunk(claimOf(3), contextOf());
    expect(countsOf(output)).toEqual({ '64p': 60, '32p': 60 });
    expect(progress.at(-1)).toBe(1);
  });

  it('records what cannot be cut as it grows, and has all of it in the end', async () => {
    const output = await makeChunk(wholeClaim(), contextOf());
    expect(countsOf(output)).toEqual({ '64p': 540, '32p': 540 });
    expect(recorded.length).toBeGreaterThan(0);
    const grown = recorded.map(({ renditions }) => renditions['64p']!.segments.length);
    expect(grown).toEqual([...new Set(grown)].toSorted((a, b) => a - b));
    await nothingIsLeft();
  });

  it('holds the last picture where a damaged file has none', async () => {
    const damaged = await damage('damaged.mp4', 6, 17);
    const sources = { hold: () => Promise.resolve({ path: damaged, release: () => undefined }) };
    const context = contextOf({ sources: sources as unknown as SourceCache });
    const output = await makeChunk(claimOf(2), context);
    expect(countsOf(output)).toEqual({ '64p': 240, '32p': 240 });
    expect(output.decoderComplaints).toBeGreaterThan(0);
    const end = await makeChunk(claimOf(3), context);
    expect(countsOf(end)).toEqual({ '64p': 60, '32p': 60 });
  });

  it('makes the sound as long as the picture', async () => {
    const output = await makeChunk(claimOf(audioChunkIndex), contextOf());
    expect(Object.keys(output.renditions)).toEqual(['audio']);
    expect(totalDurationSec(output.renditions['audio']!.segments)).toBeCloseTo(18, 1);
  });

  it('stops when the row went to somebody else', async () => {
    isOurs = false;
    await expect(makeChunk(wholeClaim(), contextOf())).rejects.toBeInstanceOf(ClaimLost);
    expect(recorded).toHaveLength(1);
    await nothingIsLeft();
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const reason = new Error('the worker is stopping');
    const stopping = contextOf({ signal: controller.signal, sources: { hold } as unknown as SourceCache });
    const making = makeChunk(claimOf(1), stopping);
    controller.abort(reason);
    await expect(making).rejects.toBe(reason);
    await nothingIsLeft();
  });

  it('leaves nothing behind when the source is gone', async () => {
    const gone = new SluiceError('source_missing');
    const sources = { hold: () => Promise.reject(gone) } as unknown as SourceCache;
    await expect(makeChunk(claimOf(0), contextOf({ sources }))).rejects.toBe(gone);
    await nothingIsLeft();
  });

  it('removes what a killed worker left of an earlier claim, and nothing else', async () => {
    const { videoId, attempt } = claimOf(0);
    const folderOf = (index: number, claim: number): string => `${videoId}-a${attempt}-c${index}-${claim}`;
    for (const name of [folderOf(0, 1), folderOf(0, 2), folderOf(1, 1)]) await mkdir(join(workRoot, name));
    await makeChunk({ ...claimOf(0), claim: 3 }, contextOf());
    expect(await readdir(workRoot)).toEqual([folderOf(1, 1)]);
  });
});
