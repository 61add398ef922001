import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planEncoding, type EncodingPolicy } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { gatherEvidence } from './gather-evidence.js';
import { probeSource } from './probe-source.js';

const { signal } = new AbortController();
const policy: EncodingPolicy = { ladder: [240], segmentSec: 4 };

let studio: FilmStudio;
beforeAll(async () => {
  studio = await openFilmStudio();
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

async function gather(path: string) {
  const media = await probeSource('ffprobe', path, signal);
  const plan = planEncoding(media, policy);
  return gatherEvidence(media, plan, { ffprobePath: 'ffprobe', path, segmentSec: policy.segmentSec, signal });
}

const picture = (durationSec: number, rate = '30'): string[] =>
  `-f lavfi -i testsrc2=s=96x64:r=${rate}:d=${durationSec}`.split(' ');
const sound = (durationSec: number): string[] => ['-f', 'lavfi', '-i', `sine=r=48000:d=${durationSec}`];
const x264 = (params: string): string[] =>
  `-c:v libx264 -preset superfast -pix_fmt yuv420p -c:a aac -x264-params scenecut=0:${params}`.split(' ');
const steady = x264('keyint=75');

describe('gatherEvidence: whether a film is cut', () => {
  it.each<[string, string, string[], { totalFrames: number; ownFrames: number }]>([
    ['an MP4', 'film.mp4', [...picture(40), ...sound(40), ...steady], { totalFrames: 1200, ownFrames: 1200 }],
    ['a Matroska file', 'film.mkv', [...picture(40), ...steady], { totalFrames: 1200, ownFrames: 1200 }],
    [
      '29.97 pictures a second',
      'ntsc.mp4',
      [...picture(40, '30000/1001'), ...steady],
      { totalFrames: 1199, ownFrames: 1199 },
    ],
    [
      'sound that goes on after the picture',
      'held.mp4',
      [...picture(36), ...sound(40), ...steady],
      { totalFrames: 1200, ownFrames: 1080 },
    ],
    [
      'another codec',
      'film.webm',
      [...picture(20), ...'-c:v libvpx -deadline realtime -cpu-used 8 -g 75'.split(' ')],
      { totalFrames: 600, ownFrames: 600 },
    ],
  ])('%s, with its pictures counted', async (_, fileName, args, cutting) => {
    expect((await gather(await studio.make(fileName, ...args))).cutting).toEqual(cutting);
  });

  it.each<[string, string, string[], string | null]>([
    ['what is too short to win by it', 'short.mp4', [...picture(8), ...steady], null],
    [
      'a file without an index',
      'film.ts',
      [...picture(20), ...steady],
      'a file of the kind "mpegts" has no index of its pictures',
    ],
    [
      'key frames that are far apart',
      'far.mp4',
      [...picture(44), ...x264('keyint=1200')],
      'no key frame was found shortly before 0:32',
    ],
  ])('not %s', async (_, fileName, args, refused) => {
    const evidence = await gather(await studio.make(fileName, ...args));
    expect(evidence.cutting).toEqual({ refused });
  });

  it('not a file that was cut off', async () => {
    const whole = await readFile(
      await studio.make('whole.mp4', ...picture(40), ...steady, '-movflags', 'faststart'),
    );
    const path = join(studio.folder, 'cut.mp4');
    await writeFile(path, whole.subarray(0, Math.floor(0.6 * whole.length)));
    expect((await gather(path)).cutting).toEqual({
      refused: 'nothing could be read at 0:32: the file may be cut off',
    });
  });

  it('not a file whose pictures end long before they should', async () => {
    const whole = await readFile(
      await studio.make('ending.mp4', ...picture(60), ...steady, '-movflags', 'faststart'),
    );
    const path = join(studio.folder, 'ended.mp4');
    await writeFile(path, whole.subarray(0, Math.floor(0.9 * whole.length)));
    expect((await gather(path)).cutting).toEqual({ refused: 'its pictures end before 1:00' });
  });

  it('says what kind of file it is, and asks nothing about sound alone', async () => {
    const path = await studio.make('song.m4a', ...sound(40), '-c:a', 'aac');
    expect(await gather(path)).toEqual({
      container: 'mov,mp4,m4a,3gp,3g2,mj2',
      cutting: null,
      passThrough: null,
    });
  });
});

describe('gatherEvidence: whether its picture is passed through', () => {
  it('is, when it is fit for the web and as long as the others will be', async () => {
    const path = await studio.make('fit.mp4', ...picture(20), ...sound(20), ...steady);
    const { passThrough } = await gather(path);
    expect(passThrough).toMatchObject({ taken: { name: '64p', width: 96, height: 64, streamIndex: 0 } });
  });

  it('is, also when it is too short to be cut', async () => {
    const path = await studio.make('brief.mp4', ...picture(6), ...sound(6), ...steady);
    expect((await gather(path)).passThrough).toMatchObject({ taken: { name: '64p' } });
  });

  it.each<[string, string, string[], string | null]>([
    [
      'not in another container, whose index cannot be checked',
      'unfit.mkv',
      [...picture(20), ...steady],
      'only MP4 and MOV files have an index that can be checked beforehand',
    ],
    [
      'not when only encoding it tells how long it is',
      'unfit.ts',
      [...picture(20), ...steady],
      'its timestamps cannot be trusted without decoding it',
    ],
    ['not of another codec; nobody expects it', 'unfit.mp4', [...picture(20), '-c:v', 'mpeg4'], null],
  ])('%s', async (_, fileName, args, refused) => {
    expect((await gather(await studio.make(fileName, ...args))).passThrough).toEqual({ refused });
  });

  it('not when a key frame of it is none', async () => {
    const path = await studio.make(
      'refreshed.mp4',
      ...picture(20),
      ...x264('keyint=75:intra-refresh=1:bframes=0'),
    );
    const { passThrough } = await gather(path);
    expect(passThrough).toMatchObject({ refused: expect.stringMatching(/key frame/) as string });
  });
});
