import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { probeSeeking } from './probe-seeking.js';
import { probeSource } from './probe-source.js';

const run = promisify(execFile);
const { signal } = new AbortController();

let studio: FilmStudio;
beforeAll(async () => {
  studio = await openFilmStudio();
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

/** Where the chunks of a film of 40 s begin. */
const wantedSec = [4, 8, 16, 32];
const film = (durationSec = 40): string[] => ['-f', 'lavfi', '-i', `testsrc2=s=96x64:r=30:d=${durationSec}`];
const withSound = (durationSec: number): string[] => [
  ...film(durationSec),
  '-f',
  'lavfi',
  '-i',
  `sine=r=48000:d=${durationSec}`,
];
const x264 = (params: string): string[] =>
  `-c:v libx264 -preset superfast -pix_fmt yuv420p -c:a aac -x264-params scenecut=0:${params}`.split(' ');
/** A key frame every 2.5 s. */
const steady = x264('keyint=75');
const closed = [2.5, 7.5, 15, 30];

/** Lands in the file as the worker does, with where it really begins. */
async function land(path: string, { wanted = wantedSec, endSec = 40 } = {}) {
  const { startSec } = await probeSource('ffprobe', path, signal);
  const options = { streamIndex: 0, startSec, wantedSec: wanted, endSec, frameSec: 1 / 30 };
  const { landings, pictureEndSec } = await probeSeeking('ffprobe', path, options, signal);
  expect(landings.map((landing) => landing.wantedSec)).toEqual(wanted);
  return {
    secs: landings.map(({ packetSec }) => (packetSec === null ? null : Number(packetSec.toFixed(2)))),
    areKeyFrames: landings.every(({ isKeyFrame }) => isKeyFrame),
    pictureEndSec: pictureEndSec === null ? null : Number(pictureEndSec.toFixed(2)),
  };
}

/** Writes what ffmpeg sends through a pipe, where it can't go back to note a length or an index. */
async function makePiped(fileName: string, ...args: string[]): Promise<string> {
  const path = join(studio.folder, fileName);
  const options = { encoding: 'buffer' as const, maxBuffer: 64 * 1024 ** 2 };
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, '-'], options);
  await writeFile(path, stdout);
  return path;
}

describe('probeSeeking', () => {
  it.each<[string, string, string[]]>([
    ['MP4', 'film.mp4', steady],
    ['Matroska with an index', 'film.mkv', steady],
    [
      'pictures that are stored in another order than they are shown',
      'deep.mp4',
      x264('keyint=75:bframes=8:b-pyramid=strict'),
    ],
    ['open groups of pictures', 'open.mp4', x264('keyint=75:min-keyint=75:bframes=3:open-gop=1')],
  ])('lands on the key frame before each place, and finds the end: %s', async (_, fileName, args) => {
    const found = await land(await studio.make(fileName, ...film(), ...args));
    expect(found).toEqual({ secs: closed, areKeyFrames: true, pictureEndSec: 40 });
  });

  it('lands on a key frame that is exactly there, or on the one before', async () => {
    const path = await studio.make('exact.mp4', ...film(), ...x264('keyint=120'));
    const { secs, areKeyFrames } = await land(path);
    expect(areKeyFrames).toBe(true);
    for (const [at, sec] of secs.entries()) expect([wantedSec[at], wantedSec[at]! - 4]).toContain(sec);
  });

  it("counts from where the file's own clock starts", async () => {
    const path = await studio.make('late.mkv', ...film(), ...steady, '-output_ts_offset', '7.5');
    expect(await land(path)).toEqual({ secs: closed, areKeyFrames: true, pictureEndSec: 40 });
  });

  it('lands in a recording without index or length', async () => {
    const vp8 = '-c:v libvpx -deadline realtime -cpu-used 8 -g 75 -c:a libopus -f webm'.split(' ');
    const path = await makePiped('recording.webm', ...withSound(20), ...vp8);
    const wanted = [4, 8, 16];
    const { secs, areKeyFrames, pictureEndSec } = await land(path, { wanted, endSec: 20 });
    expect(areKeyFrames).toBe(true);
    for (const [at, sec] of secs.entries()) expect(Math.abs(sec! - closed[at]!)).toBeLessThan(0.05);
    expect(Math.abs(pictureEndSec! - 20)).toBeLessThan(0.05);
  });

  it('lands far before the place where key frames are far apart', async () => {
    const path = await studio.make('far.mp4', ...film(60), ...x264('keyint=750'));
    const found = await land(path, { wanted: [4, 16, 24.9, 32, 49], endSec: 60 });
    expect(found).toEqual({ secs: [0, 0, 0, 25, 25], areKeyFrames: true, pictureEndSec: 60 });
  });

  it('finds nothing behind the place where a file was cut off', async () => {
    const whole = await readFile(
      await studio.make('whole.mp4', ...film(), ...steady, '-movflags', 'faststart'),
    );
    const path = join(studio.folder, 'cut.mp4');
    await writeFile(path, whole.subarray(0, Math.floor(0.6 * whole.length)));
    expect(await land(path)).toEqual({
      secs: [2.5, 7.5, 15, null],
      areKeyFrames: false,
      pictureEndSec: null,
    });
  });

  it('reads the end alone where there is no place to try', async () => {
    const path = await studio.make('short.mp4', ...film(3), ...steady);
    expect(await land(path, { wanted: [], endSec: 3 })).toEqual({
      secs: [],
      areKeyFrames: true,
      pictureEndSec: 3,
    });
  });

  it('reads to the real end, whatever the file is expected to last', async () => {
    const path = await studio.make('end.mp4', ...film(40.5), ...steady);
    expect((await land(path, { wanted: [], endSec: 39 })).pictureEndSec).toBe(40.5);
    expect((await land(path, { wanted: [], endSec: 41 })).pictureEndSec).toBe(40.5);
  });

  it('reads the picture alone, whatever its place in the file', async () => {
    const path = await studio.make('behind.mp4', ...withSound(40), '-map', '1', '-map', '0', ...steady);
    const options = { streamIndex: 1, startSec: 0, wantedSec: [8], endSec: 40, frameSec: 1 / 30 };
    const { landings, pictureEndSec } = await probeSeeking('ffprobe', path, options, signal);
    expect(landings).toEqual([{ wantedSec: 8, packetSec: 7.5, isKeyFrame: true }]);
    expect(pictureEndSec).toBeCloseTo(40, 3);
  });
});
