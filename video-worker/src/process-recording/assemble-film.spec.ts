import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedTake } from '@sluice/database';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleFilm, type AssembledFilm } from './assemble-film.js';
import { lumasOf, pictureEndSec, ticksOf, wrongPictures } from './testing/read-film.js';
import { openRecordedTakes, worldFps, type RecordedTakes } from './testing/recorded-takes.js';

const { signal } = new AbortController();

let recorded: RecordedTakes;
let films = 0;
beforeAll(async () => {
  recorded = await openRecordedTakes();
});
afterAll(() => recorded.close());

async function assemble(takes: LoadedTake[], durationSec: number): Promise<AssembledFilm> {
  const workDir = join(recorded.folder, `work-${films++}`);
  await mkdir(workDir);
  const context = {
    settings: { FFPROBE_PATH: 'ffprobe' },
    storage: recorded.storage,
    log: pino({ level: 'silent' }),
    onFraction: () => undefined,
    workDir,
    signal,
  };
  const film = await assembleFilm({ id: 'anna', takes }, durationSec * 1000, context);
  if (!film) throw new Error('nothing was assembled');
  return film;
}

function expectTicks(ticks: readonly number[], seconds: readonly number[]): void {
  expect(ticks.map(Math.round)).toEqual(seconds);
  for (const [at, sec] of ticks.entries()) expect(Math.abs(sec - seconds[at]!)).toBeLessThan(0.02);
}

describe('takes of one encoder', () => {
  it('with a late start, a missing chunk and a pause become one file on the recording’s clock', async () => {
    const takes = [
      await recorded.mp4({ fromSec: 1.3, toSec: 9.3, missing: [2], changes: { endReason: 'paused' } }),
      await recorded.mp4({ fromSec: 14.5, toSec: 18.5 }),
    ];
    const film = await assemble(takes, 18.6);
    expect(film).toMatchObject({
      extension: 'mp4',
      gaps: [
        { fromSec: 0, toSec: 1.3, reason: 'absent' },
        { fromSec: 3.3, toSec: 5.3, reason: 'missing_chunks' },
        { fromSec: 9.3, toSec: 14.5, reason: 'paused' },
      ],
    });
    expect(await pictureEndSec(film.path)).toBeCloseTo(18.5, 2);
    const lumas = await lumasOf(film.path, 18.5 * worldFps);
    expect(
      wrongPictures(lumas, [
        [1.3, 3.3],
        [5.3, 9.3],
        [14.5, 18.5],
      ]),
    ).toEqual([]);
    expectTicks(await ticksOf(film.path), [2, 3, 6, 7, 8, 9, 15, 16, 17, 18]);
  });

  it('begin at 0 with their first picture when it came soon, and hold the last one to the end', async () => {
    const film = await assemble([await recorded.mp4({ fromSec: 0.1, toSec: 4.1 })], 9);
    expect(film.gaps).toEqual([{ fromSec: 4.1, toSec: 9, reason: 'absent' }]);
    expect((await recorded.studio.packets(film.path, 'pts_time'))[0]).toBe('0.000000');
    expect(await pictureEndSec(film.path)).toBeCloseTo(9, 2);
    const lumas = await lumasOf(film.path, 9 * worldFps);
    expect(wrongPictures(lumas, [[0.1, 4.1]])).toEqual([]);
  });
});

describe('takes that have to be encoded', () => {
  it('of two sizes, with a pause between', async () => {
    const takes = [
      await recorded.mp4({ fromSec: 0.5, toSec: 4.5, changes: { endReason: 'device_changed' } }),
      await recorded.mp4({ fromSec: 6.5, toSec: 10.5, size: '192x128' }),
    ];
    const film = await assemble(takes, 10.5);
    expect(film.gaps).toEqual([{ fromSec: 4.5, toSec: 6.5, reason: 'interrupted' }]);
    expect(await pictureEndSec(film.path)).toBeCloseTo(10.5, 3);
    const lumas = await lumasOf(film.path, 10.5 * worldFps);
    expect(
      wrongPictures(lumas, [
        [0.5, 4.5],
        [6.5, 10.5],
      ]),
    ).toEqual([]);
    expectTicks(await ticksOf(film.path), [1, 2, 3, 4, 7, 8, 9, 10]);
  });

  it('of a webm stream with a slice missing', async () => {
    const take = await recorded.webm({ fromSec: 2, toSec: 12, sliceBytes: 20_000, missing: [3] });
    expect(take.chunks.length).toBeGreaterThan(6);
    const film = await assemble([take], 12);
    expect(film.extension).toBe('mp4');
    expect(await pictureEndSec(film.path)).toBeCloseTo(12, 3);
    const lumas = await lumasOf(film.path, 12 * worldFps);
    const wrong = wrongPictures(lumas, [[2, 12]], 1).map((line) => Number.parseInt(line, 10));
    // only where the slice is missing, up to the next key frame
    const [gap] = film.gaps.filter(({ reason }) => reason === 'missing_chunks');
    expect(
      wrong.every((place) => place / worldFps > gap!.fromSec - 1.5 && place / worldFps < gap!.toSec + 2.5),
    ).toBe(true);
    expect(wrong.length).toBeLessThan(5 * worldFps);
  });
});

describe('a webm take without a gap', () => {
  it('is copied to its place', async () => {
    const film = await assemble([await recorded.webm({ fromSec: 1.5, toSec: 5.5, sliceBytes: 20_000 })], 5.5);
    expect(film.extension).toBe('mkv');
    expect(wrongPictures(await lumasOf(film.path, 5.5 * worldFps), [[1.5, 5.5]], 1)).toEqual([]);
    expectTicks(await ticksOf(film.path), [2, 3, 4, 5]);
  });
});

describe('chunks that the storage lost', () => {
  it.each<[string, (key: string) => Promise<void>]>([
    ['are gone', (key) => recorded.storage.delete(key)],
    ['are shorter', (key) => recorded.storage.put(key, 'short')],
  ])('%s: that is told', async (_, spoil) => {
    const take = await recorded.mp4({ fromSec: 0, toSec: 4 });
    await spoil(take.chunks[1]!.key);
    await expect(assemble([take], 4)).rejects.toMatchObject({ code: 'recording_chunk_missing' });
  });
});
