import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../check-hls.js';
import { readInitFacts } from './init-facts.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-check-hls-codecs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One second of a test picture or tone as a media playlist. */
async function encode(name: string, source: string, ...args: string[]): Promise<string> {
  const location = join(folder, `${name}.m3u8`);
  const segments = join(folder, `${name}_%d.m4s`);
  const output = ['-hls_fmp4_init_filename', `${name}.mp4`, '-hls_segment_filename', segments, location];
  const hls = ['-f', 'hls', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'];
  const input = ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-t', '1'];
  await promisify(execFile)('ffmpeg', [...input, ...args, ...hls, ...output]);
  return location;
}

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

describe('readInitFacts', () => {
  it('reads the cropped size, progressive frames and colours', async () => {
    await encode(
      'hd',
      'testsrc2=s=1918x1078:r=25',
      ...x264,
      '-profile:v',
      'high',
      '-pix_fmt',
      'yuv420p',
      '-color_trc',
      'bt709',
    );
    const { picture } = readInitFacts(await readFile(join(folder, 'hd.mp4')));
    expect(picture).toMatchObject({
      nalLengthBytes: 4,
      matchesContainer: true,
      sps: {
        chromaFormatIdc: 1,
        bitDepth: 8,
        progressive: true,
        width: 1918,
        height: 1078,
        pixelAspect: 1,
        transfer: 1,
      },
    });
  });

  it('reads the configuration of AAC', async () => {
    await encode('tone', 'sine=440:r=44100', '-c:a', 'aac', '-ac', '2');
    const { sound, codecs } = readInitFacts(await readFile(join(folder, 'tone.mp4')));
    expect({ sound, codecs }).toEqual({ sound: { objectType: 2, channels: 2 }, codecs: 'mp4a.40.2' });
  });

  it('refuses an init segment that is cut off anywhere', async () => {
    await encode('cut', 'testsrc2=s=64x64:r=25', ...x264, '-pix_fmt', 'yuv420p');
    const whole = await readFile(join(folder, 'cut.mp4'));
    const moovEnd = whole.indexOf('moov') - 4 + whole.readUInt32BE(whole.indexOf('moov') - 4);
    for (let length = 0; length < moovEnd; length += 7)
      expect(() => readInitFacts(whole.subarray(0, length))).toThrow();
  });
});

const picture = 'testsrc2=s=320x180:r=25';
const yuv420 = [...x264, '-pix_fmt', 'yuv420p'];
const interlaced = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-flags', '+ildct+ilme'];

const faults: [name: string, source: string, args: string[], rule: string, text: RegExp][] = [
  ['10 bits', picture, [...x264, '-pix_fmt', 'yuv420p10le'], 'h264-format', /^10-bit, chroma 4:2:0$/],
  ['4:4:4', picture, [...x264, '-pix_fmt', 'yuv444p'], 'h264-profile', /^profile 244, /],
  ['level 6', picture, [...yuv420, '-level', '6'], 'h264-profile', /, level 6$/],
  ['interlaced', picture, interlaced, 'progressive', /^fields$/],
  ['wide pixels', `${picture},setsar=64/45`, yuv420, 'square-pixels', /^pixel aspect 1.4222$/],
  ['120 fps', 'testsrc2=s=320x180:r=120', yuv420, 'frame-rate-limit', /^120.000 frames a second$/],
  ['mono', 'sine=440', ['-c:a', 'aac', '-ac', '1'], 'aac-stereo', /^mp4a.40.2, 1 channels$/],
  ['MP3', 'sine=440', ['-c:a', 'libmp3lame', '-ac', '2'], 'init-readable', /esds does not describe AAC$/],
  [
    'two tracks',
    `${picture}[out0];sine=440[out1]`,
    [...yuv420, '-c:a', 'aac'],
    'init-readable',
    /expected one track/,
  ],
];

describe('a format that devices cannot be trusted with', () => {
  it.each(faults)('is caught: %s', async (name, source, args, rule, text) => {
    const report = await checkHls(await encode(name.replace(/\W/g, '-'), source, ...args));
    const findings = report.rules.find(({ id }) => id === rule)?.findings;
    expect(findings).toContainEqual({
      ok: false,
      where: expect.any(String),
      text: expect.stringMatching(text),
    });
  });
});
