import type { SourceMedia, SourceVideo } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { candidateName, candidatesCommand, firstPictureCommand, soundPictureCommand } from './still-args.js';

const path = '/srv/uploads/sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

const video: SourceVideo = {
  streamIndex: 1,
  codec: 'h264',
  codecTag: 'avc1',
  profile: 'High',
  level: 40,
  pixelFormat: 'yuv420p',
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  squarePixels: true,
  rotation: 0,
  averageFrameRate: { num: 30, den: 1 },
  nominalFrameRate: null,
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt709',
  fullRange: false,
  bitrateBps: 8_000_000,
  startSec: 0,
  durationSec: 60,
  frameCount: null,
};

const song: SourceMedia = {
  container: 'mp3',
  startSec: 0,
  durationSec: 180,
  sizeBytes: 4_000_000,
  video: null,
  audio: [
    {
      streamIndex: 2,
      track: 1,
      codec: 'mp3',
      channels: 2,
      sampleRateHz: 44_100,
      language: null,
      isDefault: true,
      startSec: 0,
      durationSec: 180,
    },
  ],
  hasCoverArt: false,
};

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

const untrusted = words(`
  -max_alloc 536870912
  -protocol_whitelist file
  -format_whitelist mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,mxf,dv,mp3,aac,wav,flac
  -max_pixels 40000000
  -max_streams 64
  -probesize 20M
  -analyzeduration 20M`);

const still = (index: number, filters: string) => ({
  path: `candidate_${index}.jpg`,
  options: words(`-map ${index}:1 -vf ${filters} -frames:v 1 -q:v 2 -map_metadata -1 -f image2 -update 1`),
});

describe('candidatesCommand', () => {
  it('takes five key frames in one run', () => {
    const filters =
      'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
      'scale=out_range=pc,format=yuvj420p';
    expect(candidatesCommand(video, 60, path)).toEqual({
      inputs: ['6.000', '18.000', '30.000', '42.000', '54.000'].map((at) => ({
        path: `file:${path}`,
        options: [...untrusted, ...words(`-noaccurate_seek -skip_frame nokey -ss ${at}`)],
      })),
      outputs: [0, 1, 2, 3, 4].map((index) => still(index, filters)),
    });
  });

  it('names the files as they are read back', () => {
    expect(candidatesCommand(video, 1, path).outputs.map((output) => output.path)).toEqual(
      [0, 1, 2, 3, 4].map(candidateName),
    );
  });
});

describe('firstPictureCommand', () => {
  const filtersOf = (changes: Partial<SourceVideo>): string | undefined => {
    const options = firstPictureCommand({ ...video, ...changes }, path).outputs[0]?.options ?? [];
    return options[options.indexOf('-vf') + 1];
  };

  it('takes the first picture without seeking', () => {
    expect(firstPictureCommand({ ...video, width: 640, height: 360, colorMatrix: 'bt601' }, path)).toEqual({
      inputs: [{ path: `file:${path}`, options: untrusted }],
      outputs: [
        still(
          0,
          'scale=640:360:in_color_matrix=bt601:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
            'scale=out_range=pc,format=yuvj420p',
        ),
      ],
    });
  });

  it('shows one field of an interlaced picture', () => {
    expect(filtersOf({ interlaced: true })).toBe(
      'field=type=top,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'scale=out_range=pc,format=yuvj420p',
    );
  });

  it.each(['bt2020', 'bt709'] as const)('tone-maps HDR that says it is %s', (colorMatrix) => {
    expect(filtersOf({ hdr: 'hlg', colorMatrix })).toBe(
      'scale=1280:720,setparams=color_primaries=bt2020:colorspace=bt2020nc,' +
        'zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,' +
        'tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p,' +
        'scale=out_range=pc,format=yuvj420p',
    );
  });

  it.each([
    [1080, 1920, '720:1280'],
    [3840, 60, '1280:20'],
    [90, 3000, '38:1280'],
    [20_000, 10, '1280:2'],
    [2, 2, '2:2'],
    [641, 361, '641:361'],
  ])('fits %i×%i into 1280 pixels as %s', (width, height, size) => {
    expect(filtersOf({ width, height })).toMatch(new RegExp(`^scale=${size}:`));
  });
});

describe('soundPictureCommand', () => {
  const tenMinutes = [...untrusted, '-t', '600'];

  it('takes the cover art there is', () => {
    expect(soundPictureCommand({ ...song, hasCoverArt: true }, path)).toEqual({
      inputs: [{ path: `file:${path}`, options: tenMinutes }],
      outputs: [
        {
          path: 'sound.png',
          options: words('-map 0:v:0 -an -frames:v 1 -map_metadata -1 -f image2 -update 1'),
        },
      ],
    });
  });

  it('draws the waveform of the first track that can be decoded', () => {
    const [track] = song.audio;
    const unknown = { ...track!, streamIndex: 0, codec: null };
    expect(soundPictureCommand({ ...song, audio: [unknown, track!] }, path)).toEqual({
      inputs: [{ path: `file:${path}`, options: tenMinutes }],
      filterGraph:
        '[0:2]aformat=channel_layouts=mono:sample_rates=8000,showwavespic=s=1120x360:colors=#7fd1c7[wave]',
      outputs: [
        { path: 'sound.png', options: words('-map [wave] -frames:v 1 -map_metadata -1 -f image2 -update 1') },
      ],
    });
  });
});
