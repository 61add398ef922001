import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalStorage } from '@sluice/storage';
import {
  averageBandwidth,
  peakBandwidth,
  totalDurationSec,
  type AttemptPlan,
  type RenditionMedia,
} from '@sluice/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { listStored } from '../publish/stored-files.js';
import { encodeSound, planSmall } from '../testing/encode-small.js';
import { claim } from '../testing/sample-film.js';
import { countListed } from '../verify/count-segments.js';
import { measurePart } from '../verify/measure-part.js';
import { fitSound } from './fit-sound.js';
import type { ProcessContext } from './process-context.js';

let studio: FilmStudio;
let sourcePath: string;
/** Of a film of 18 s that can't be cut, so that only encoding it tells how long it is. */
let plan: AttemptPlan;
/** The sound as it was encoded beside the picture: as long as the file claims. */
let sound: RenditionMedia;
beforeAll(async () => {
  studio = await openFilmStudio();
  sourcePath = await studio.make(
    'source.mp4',
    ...'-f lavfi -i testsrc2=s=96x64:r=30:d=18 -f lavfi -i anoisesrc=r=48000:d=18'.split(' '),
    ...'-c:v libx264 -pix_fmt yuv420p -c:a aac'.split(' '),
  );
  plan = { ...(await planSmall(sourcePath)), totalFrames: null, ownFrames: null };
  const workDir = join(studio.folder, 'sound');
  await encodeSound(plan, { sourcePath, workDir });
  const range = { first: 0, count: await countListed(workDir, 'audio', 0) };
  sound = { ...(await measurePart(workDir, 'audio', range)), name: 'audio' } as unknown as RenditionMedia;
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

let storage: LocalStorage;
let context: ProcessContext & { workDir: string };
let held: number;
beforeEach(async () => {
  const folder = await mkdtemp(join(studio.folder, 'case-'));
  storage = new LocalStorage({ rootDir: join(folder, 'media') });
  held = 0;
  const hold = (): Promise<{ path: string; release: () => void }> => {
    held++;
    return Promise.resolve({ path: sourcePath, release: () => void held-- });
  };
  context = {
    storage,
    sources: { hold },
    workDir: join(folder, 'work'),
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
  } as unknown as typeof context;
});

/** The picture as it turned out. */
const picture = (durationSec: number): RenditionMedia =>
  ({
    name: '64p',
    kind: 'video',
    segments: [{ durationSec, sizeBytes: 1, iFrameBytes: 1 }],
  }) as RenditionMedia;
const stored = async (): Promise<string[]> => [...(await listStored(claim, storage)).keys()];

describe('fitSound', () => {
  it('encodes sound anew that goes on after the picture has ended, and keeps what both have in common', async () => {
    const renditions = await fitSound(claim, plan, [picture(13), sound], context);
    expect(renditions[0]).toEqual(picture(13));
    const { segments, ...fitted } = renditions[1]!;
    expect(totalDurationSec(segments)).toBeCloseTo(13, 1);
    expect(Math.abs(totalDurationSec(segments) - 13)).toBeLessThanOrEqual(0.025);
    expect(segments.map(({ fileName }) => fileName)).toEqual([
      undefined,
      undefined,
      undefined,
      'seg_00003-1001.m4s',
    ]);
    expect(segments.slice(0, 3)).toEqual(sound.segments.slice(0, 3));
    expect(await stored()).toEqual(['audio/seg_00003-1001.m4s']);
    expect((await listStored(claim, storage)).get('audio/seg_00003-1001.m4s')).toBe(segments[3]?.sizeBytes);
    expect(fitted).toMatchObject({
      name: 'audio',
      bandwidthBps: peakBandwidth(segments, plan.targetDurationSec),
      averageBandwidthBps: averageBandwidth(segments),
    });
    expect(held).toBe(0);
  });

  it('holds sound out with silence where the picture goes on', async () => {
    const renditions = await fitSound(claim, plan, [picture(20), sound], context);
    const { segments } = renditions[1]!;
    expect(Math.abs(totalDurationSec(segments) - 20)).toBeLessThanOrEqual(0.025);
    expect(segments.findIndex(({ fileName }) => fileName === 'seg_00004-1001.m4s')).toBe(4);
    expect(segments.slice(0, 4)).toEqual(sound.segments.slice(0, 4));
  });

  it('gives what a second try makes another name', async () => {
    const renditions = await fitSound({ ...claim, tries: 2 }, plan, [picture(13), sound], context);
    expect(renditions[1]?.segments.at(-1)?.fileName).toBe('seg_00003-1002.m4s');
  });

  it.each<[string, () => [AttemptPlan, RenditionMedia[]]]>([
    ['that fits', () => [plan, [picture(18.01), sound]]],
    [
      'of a film that was cut to a planned length',
      () => [{ ...plan, totalFrames: 540 }, [picture(13), sound]],
    ],
    ['that is none', () => [plan, [picture(13)]]],
    ['without a picture', () => [{ ...plan, picture: null }, [sound]]],
  ])('leaves sound alone %s', async (_, given) => {
    const [of, renditions] = given();
    expect(await fitSound(claim, of, renditions, context)).toEqual(renditions);
    expect(await stored()).toEqual([]);
  });
});
