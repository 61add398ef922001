import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  audioRenditionName,
  initFileName,
  planChunks,
  segmentFileName,
  timestampOffsetSec,
  type AttemptPlan,
} from '@sluice/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleFilm } from '../process-recording/assemble-film.js';
import { ticksOf, wrongPictures } from '../process-recording/testing/read-film.js';
import {
  openRecordedTakes,
  worldFps,
  type RecordedTakes,
} from '../process-recording/testing/recorded-takes.js';
import { encodePicture, encodeSound, planSmall } from '../testing/encode-small.js';
import { countListed } from '../verify/count-segments.js';
import { decodeLuma, meanLuma } from './testing/numbered-pictures.js';

const spans = [
  [1.3, 9.3],
  [34.3, 42.3],
] as const;

let recorded: RecordedTakes;
let path: string;
beforeAll(async () => {
  recorded = await openRecordedTakes();
  const takes = [];
  for (const [fromSec, toSec] of spans) takes.push(await recorded.mp4({ fromSec, toSec }));
  const workDir = join(recorded.folder, 'work');
  await mkdir(workDir);
  const film = await assembleFilm({ id: 'anna', takes }, 80_000, {
    settings: { FFPROBE_PATH: 'ffprobe' },
    storage: recorded.storage,
    workDir,
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    onFraction: () => undefined,
  });
  path = film!.path;
});
afterAll(() => recorded.close());

/** All segments of a rendition behind each other; each run of the encoder wrote into a folder of its own. */
async function joinSegments(name: string, runs: { workDir: string; first: number }[]): Promise<string> {
  const parts = [join(runs[0]!.workDir, name, initFileName)];
  for (const { workDir, first } of runs) {
    const count = await countListed(workDir, name, first);
    for (let at = 0; at < count; at++) parts.push(join(workDir, name, segmentFileName(first + at)));
  }
  return recorded.studio.join(`${name}.mp4`, parts);
}

describe('a recording whose picture and sound begin at 1.3 s, with a pause of 25 s and nobody in the end', () => {
  let plan: AttemptPlan;
  beforeAll(async () => {
    plan = await planSmall(path, 'processed/room/recording/film');
  });

  it('is cut into chunks, at the rate of its pictures, and begins at the file’s 0', () => {
    expect(plan).toMatchObject({
      keepsClock: true,
      totalFrames: 80 * worldFps,
      ownFrames: 42.3 * worldFps,
      warnings: [],
      picture: { frameRate: { num: 30, den: 1 }, source: { startSec: 1.3 } },
      audio: { startSec: 1.3 },
    });
  });

  it('shows every picture where it was recorded, and holds the one before in between', async () => {
    const runs: { workDir: string; first: number }[] = [];
    for (const chunk of planChunks(plan).filter(({ kind }) => kind === 'picture')) {
      const workDir = join(recorded.folder, `chunk-${chunk.index}`);
      await encodePicture(plan, { sourcePath: path, workDir }, chunk);
      runs.push({ workDir, first: chunk.firstSegment });
    }
    const lumas = (await decodeLuma(await joinSegments('64p', runs), 96 * 64)).map(meanLuma);
    expect(lumas).toHaveLength(80 * worldFps);
    expect(wrongPictures(lumas, spans)).toEqual([]);
  });

  it('has its sound where it was heard', async () => {
    const workDir = join(recorded.folder, 'sound');
    await encodeSound(plan, { sourcePath: path, workDir });
    const ticks = await ticksOf(await joinSegments(audioRenditionName, [{ workDir, first: 0 }]));
    const seconds = [2, 3, 4, 5, 6, 7, 8, 9, 35, 36, 37, 38, 39, 40, 41, 42];
    expect(ticks.map((sec) => Math.round(sec - timestampOffsetSec))).toEqual(seconds);
    for (const [at, sec] of ticks.entries())
      expect(Math.abs(sec - timestampOffsetSec - seconds[at]!)).toBeLessThan(0.02);
  });

  it('would begin with its first picture if somebody had uploaded it', async () => {
    expect(await planSmall(path)).not.toHaveProperty('keepsClock');
    expect((await planSmall(path)).picture?.source.startSec).toBe(0);
  });
});
