import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  initFileName,
  planPassThrough,
  readVideoSamples,
  requireBox,
  type PassThrough,
  type PassThroughPlan,
} from '@sluice/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { areAllIdr } from '../source/check-idr.js';
import { probeSource } from '../source/probe-source.js';
import { readMovieBox } from '../source/read-movie-box.js';
import { measurePart } from '../verify/measure-part.js';
import { passThroughCommand } from './pass-through-args.js';
import { openFilmStudio, type FilmStudio } from './testing/film-studio.js';

let studio: FilmStudio;
beforeAll(async () => {
  studio = await openFilmStudio();
});
afterAll(() => studio.close());

const { signal } = new AbortController();

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

const suddenly = "negate=enable='lt(mod(t,1.7),0.6)'";
/** Jumps to and fro by less than half a picture, on a grid that 30 pictures a second don't fit. */
const unsteadily = 'mod(N*7,5)*307';

/** Twenty seconds of a picture that changes all of a sudden every 1.7 s. */
const picture = (rate: string, { durationSec = 20, filter = suddenly } = {}): string[] =>
  words(`-f lavfi -i testsrc2=s=320x180:r=${rate}:d=${durationSec} -vf ${filter}`);
const x264 = (...params: string[]): string[] =>
  words(`-c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -x264-params ${params.join(':')}`);
const steady = x264('keyint=60', 'scenecut=0');

/** What the worker asks and answers, from the file alone. */
async function decide(path: string): Promise<PassThrough> {
  const media = await probeSource('ffprobe', path, signal);
  const movie = await readMovieBox(path);
  const video = media.video!;
  const samples = movie && readVideoSamples(movie.moov, video.streamIndex);
  const decision = planPassThrough(video, samples, {
    container: media.container,
    fragmented: movie?.fragmented ?? false,
    maxSegmentSec: 4,
    totalSec: video.startSec + (video.durationSec ?? 0),
  });
  if ('refused' in decision) return decision;
  if (!(await areAllIdr(path, samples!, decision.segmentStarts)))
    return { refused: 'a key frame needs others' };
  return { taken: decision.taken };
}

async function planOf(path: string): Promise<PassThroughPlan> {
  const decision = await decide(path);
  if ('refused' in decision) throw new Error(`refused: ${decision.refused}`);
  return decision.taken;
}

/** Copies into an empty folder, and answers where that is. */
async function copy(path: string, plan: PassThroughPlan): Promise<string> {
  const folder = join(studio.folder, plan.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const log = pino({ level: 'silent' });
  const run = {
    label: 'pass_through',
    workDir: studio.folder,
    timeoutMs: 60_000,
    limits: { cpuSec: 60 },
    signal,
    log,
  };
  const { logTail } = await runFfmpeg(passThroughCommand(plan, path), run);
  expect(logTail).toEqual([]);
  return folder;
}

/** When each packet is shown and decoded, from the first one's presentation on, and its size. */
async function packetsOf(path: string): Promise<number[][]> {
  const packets = (await studio.packets(path, 'pts,dts,size')).map((line) => line.split(',').map(Number));
  const [begin] = packets[0]!;
  return packets.map(([shown, decoded, bytes]) => [shown! - begin!, decoded! - begin!, bytes!]);
}

describe('a film that is passed through', () => {
  it.each<[string, string, string[]]>([
    ['30 pictures a second', 'steady.mp4', [...picture('30'), ...steady]],
    [
      '29.97 a second with key frames where the scene changes',
      'scenes.mp4',
      [...picture('30000/1001'), ...x264('keyint=90', 'min-keyint=5', 'scenecut=40', 'bframes=3')],
    ],
    [
      'a rate that varies',
      'uneven.mp4',
      [
        ...picture('30', { filter: `settb=1/90000,setpts='PTS+${unsteadily}'` }),
        ...words('-fps_mode passthrough -enc_time_base 1:90000'),
        ...steady,
      ],
    ],
    [
      'offsets below zero and coarse ticks',
      'coarse.mp4',
      [...picture('25'), ...steady, '-video_track_timescale', '600', '-movflags', 'negative_cts_offsets'],
    ],
    ['no edit list, in QuickTime', 'unedited.mov', [...picture('24'), ...steady, '-use_editlist', '0']],
  ])('keeps every picture and its time: %s', async (_, fileName, args) => {
    await keepsEverything(await studio.make(fileName, ...args));
  });

  it('keeps times that the frame rate in the picture knows nothing of', async () => {
    const ticks = ['-video_track_timescale', '90000'];
    const steadily = await studio.make('ticks.mp4', ...picture('30'), ...steady, ...ticks);
    const jitter = `setts=pts=PTS+${unsteadily.replace(',', '\\,')}:dts=DTS+mod(N\\,3)*100`;
    const copied = ['-i', steadily, '-c', 'copy', '-copytb', '1', '-bsf:v', jitter, ...ticks];
    await keepsEverything(await studio.make('jitter.mp4', ...copied));
  });

  it('keeps nothing but the picture: no name, no place, no timecode', async () => {
    const path = await studio.make(
      'named.mp4',
      ...words('-f lavfi -i sine=d=20'),
      ...picture('30'),
      ...words('-map 0:a -map 1:v -metadata location=+48.8577+002.295/ -timecode 01:00:00:00'),
      '-metadata:s:v',
      'handler_name=Anna at home',
      ...steady,
    );
    await keepsEverything(path);
    const init = await readFile(join(studio.folder, '180p/init.mp4'));
    expect(init.toString('latin1')).not.toMatch(/Anna|48\.8577|tmcd/);
  });

  async function keepsEverything(path: string): Promise<void> {
    const plan = await planOf(path);
    const folder = await copy(path, plan);
    const count = plan.segmentDurationsSec.length;
    const part = await measurePart(studio.folder, plan.name, { first: 0, count });
    expect(part).toMatchObject({ width: 320, height: 180 });
    expect(part.firstPresentationSec).toBeCloseTo(1, 3);
    const ticks = (sec: number): number => Math.round(sec * part.timescale);
    expect(part.segments.map(({ durationSec }) => ticks(durationSec))).toEqual(
      plan.segmentDurationsSec.map(ticks),
    );
    expect(Math.max(...plan.segmentDurationsSec)).toBeLessThan(4.01);
    const segments = (await readdir(folder)).filter((file) => file.endsWith('.m4s')).toSorted();
    expect(segments).toHaveLength(count);
    const whole = await studio.join(
      'whole.mp4',
      [initFileName, ...segments].map((file) => join(folder, file)),
    );
    expect(await packetsOf(whole)).toEqual(await packetsOf(path));
  }
});

describe('a film that is encoded anew', () => {
  const short = picture('30', { durationSec: 12 });

  it.each<[string, string, string[]]>([
    ['its groups of pictures overlap', 'open.mp4', [...short, ...x264('keyint=60', 'open-gop=1')]],
    ['its key frames are up to 8.3 s apart', 'far.mp4', [...short, ...x264('keyint=250', 'scenecut=0')]],
    [
      'not every browser plays its pixel format yuv420p10le',
      'deep.mp4',
      [...short, ...steady, '-pix_fmt', 'yuv420p10le'],
    ],
    ['it is interlaced', 'interlaced.mp4', [...short, ...x264('keyint=60', 'tff=1')]],
    [
      'it comes in fragments, without one index of all pictures',
      'fragments.mp4',
      [...short, ...steady, '-movflags', '+frag_keyframe+empty_moov'],
    ],
    [
      'only MP4 and MOV files have an index that can be checked beforehand',
      'film.mkv',
      [...short, ...steady],
    ],
    [
      'a key frame needs others',
      'refreshed.mp4',
      [...short, ...x264('keyint=60', 'intra-refresh=1', 'bframes=0')],
    ],
  ])('because %s', async (refused, fileName, args) => {
    expect(await decide(await studio.make(fileName, ...args))).toEqual({ refused });
  });

  it('because it is turned by 90°', async () => {
    const path = await studio.make('turned.mp4', ...short, ...steady);
    const film = await readFile(path);
    const matrix = requireBox(film, ['moov', 'trak', 'tkhd']).contentStart + 40;
    for (const [at, value] of [0, 0x10000, 0, -0x10000, 0].entries())
      film.writeInt32BE(value, matrix + 4 * at);
    await writeFile(path, film);
    expect(await decide(path)).toEqual({ refused: 'it is turned by 90°' });
  });

  it('because it begins 0.50 s after the sound', async () => {
    const silent = await studio.make('silent.mp4', ...short, ...steady);
    const late = ['-itsoffset', '0.5', '-i', silent, '-f', 'lavfi', '-i', 'sine=d=12', '-c:v', 'copy'];
    expect(await decide(await studio.make('late.mp4', ...late))).toEqual({
      refused: 'it begins 0.50 s after the sound',
    });
  });

  it('because it was cut without encoding it', async () => {
    const whole = await studio.make('uncut.mp4', ...short, ...steady);
    const path = await studio.make('cut.mp4', '-ss', '1.3', '-i', whole, '-c', 'copy');
    expect(await decide(path)).toEqual({ refused: 'an edit list cuts, delays or slows it' });
  });

  it('without a word, because nobody expects it of another codec', async () => {
    const path = await studio.make('other.mp4', ...short, '-c:v', 'mpeg4');
    expect(await decide(path)).toEqual({ refused: null });
  });
});
