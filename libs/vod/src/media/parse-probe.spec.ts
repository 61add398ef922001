import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { parseProbe } from './parse-probe.js';
import type { SourceAudio, SourceMedia, SourceVideo } from './source-media.js';
// Printed by ffprobe for real files of each kind; only what nobody reads was taken out.
import probes from './testing/probes.json' with { type: 'json' };

const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2';
const noTag = '?';

/** The first stream of most files: four seconds of 640×360 at 25 frames a second. */
const picture: SourceVideo = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  profile: 'Constrained Baseline',
  level: 30,
  pixelFormat: 'yuv420p',
  codedWidth: 640,
  codedHeight: 360,
  width: 640,
  height: 360,
  squarePixels: true,
  rotation: 0,
  averageFrameRate: { num: 25, den: 1 },
  nominalFrameRate: { num: 25, den: 1 },
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt601',
  fullRange: false,
  bitrateBps: 1_791_906,
  startSec: 0,
  durationSec: 4,
  frameCount: 100,
};

const sound: SourceAudio = {
  streamIndex: 1,
  track: 1,
  codec: 'aac',
  channels: 1,
  sampleRateHz: 44_100,
  language: null,
  isDefault: true,
  startSec: 0,
  durationSec: 4,
};

const source: SourceMedia = {
  container: mp4,
  startSec: 0,
  durationSec: 4,
  sizeBytes: 934_845,
  video: picture,
  audio: [sound],
  hasCoverArt: false,
};

const hevc: SourceVideo = {
  ...picture,
  codec: 'hevc',
  codecTag: 'hvc1',
  profile: 'Main 10',
  level: 63,
  pixelFormat: 'yuv420p10le',
  colorMatrix: 'bt2020',
};

const fullChroma = { profile: 'High 4:4:4 Predictive', pixelFormat: 'yuv444p' };

const silent = (sizeBytes: number, video: SourceVideo, rest: Partial<SourceMedia> = {}): SourceMedia => ({
  ...source,
  sizeBytes,
  video,
  audio: [],
  ...rest,
});

const expected: Record<keyof typeof probes, SourceMedia> = {
  mp4: source,
  turnedLeft: { ...source, video: { ...picture, width: 360, height: 640, rotation: 270 } },
  turnedRight: { ...source, video: { ...picture, width: 360, height: 640, rotation: 90 } },
  upsideDown: { ...source, sizeBytes: 934_896, video: { ...picture, rotation: 180 } },
  anamorphic: silent(
    669_696,
    {
      ...picture,
      codec: 'mpeg2video',
      codecTag: noTag,
      profile: 'Main',
      level: 8,
      codedWidth: 720,
      codedHeight: 576,
      width: 1024,
      height: 576,
      squarePixels: false,
      bitrateBps: null,
      durationSec: 2,
      frameCount: null,
    },
    { container: 'mpeg', startSec: 0.54, durationSec: 2 },
  ),
  interlacedTs: silent(
    1_165_600,
    {
      ...picture,
      codec: 'mpeg2video',
      codecTag: '[2]',
      profile: 'Main',
      level: 8,
      bitrateBps: null,
      codedWidth: 720,
      codedHeight: 576,
      width: 720,
      height: 576,
      interlaced: true,
      durationSec: 2,
      frameCount: null,
    },
    { container: 'mpegts', startSec: 1.44, durationSec: 2 },
  ),
  interlacedMp4: silent(
    801_134,
    {
      ...picture,
      profile: 'Main',
      bitrateBps: 3_196_983,
      codedWidth: 720,
      codedHeight: 480,
      width: 720,
      height: 480,
      averageFrameRate: { num: 30_000, den: 1001 },
      nominalFrameRate: { num: 30_000, den: 1001 },
      interlaced: true,
      durationSec: 2.002,
      frameCount: 60,
    },
    { durationSec: 2.002 },
  ),
  phone: {
    ...source,
    durationSec: 1.6,
    sizeBytes: 2_942_343,
    video: {
      ...picture,
      profile: 'High',
      level: 40,
      bitrateBps: 13_274_444,
      codedWidth: 1920,
      codedHeight: 1080,
      width: 1920,
      height: 1080,
      averageFrameRate: { num: 369_000, den: 13_657 },
      nominalFrameRate: { num: 90_000, den: 2999 },
      colorMatrix: 'bt709',
      durationSec: 1.517444,
      frameCount: 41,
    },
    audio: [{ ...sound, channels: 2, sampleRateHz: 48_000, language: 'en', durationSec: 1.599979 }],
  },
  hdr10: silent(229_999, { ...hevc, bitrateBps: 450_622, hdr: 'pq' }),
  hlg: silent(227_305, { ...hevc, bitrateBps: 445_586, hdr: 'hlg' }),
  fullChroma: silent(1_070_603, { ...picture, ...fullChroma, bitrateBps: 2_138_658 }),
  fullRange: silent(940_552, {
    ...picture,
    pixelFormat: 'yuvj420p',
    bitrateBps: 1_878_600,
    fullRange: true,
  }),
  oddSize: silent(
    41_668,
    {
      ...picture,
      ...fullChroma,
      codecTag: noTag,
      bitrateBps: null,
      codedWidth: 641,
      codedHeight: 361,
      width: 641,
      height: 361,
      durationSec: 1,
      frameCount: null,
    },
    { container: 'matroska,webm', durationSec: 1 },
  ),
  coverArt: {
    container: 'mp3',
    startSec: 0.025056,
    durationSec: 4.04898,
    sizeBytes: 33_408,
    video: null,
    audio: [
      {
        ...sound,
        streamIndex: 0,
        codec: 'mp3',
        isDefault: false,
        startSec: expect.closeTo(0.000001, 9) as number,
        durationSec: 4.04898,
      },
    ],
    hasCoverArt: true,
  },
  soundOnly: { ...source, sizeBytes: 36_421, video: null, audio: [{ ...sound, streamIndex: 0 }] },
  browserRecording: {
    ...source,
    container: 'matroska,webm',
    startSec: -0.007,
    durationSec: null,
    sizeBytes: 121_346,
    video: {
      ...picture,
      codec: 'vp8',
      codecTag: noTag,
      profile: '0',
      level: null,
      bitrateBps: null,
      codedWidth: 320,
      codedHeight: 180,
      width: 320,
      height: 180,
      startSec: 0.014,
      durationSec: null,
      frameCount: null,
    },
    audio: [{ ...sound, codec: 'opus', sampleRateHz: 48_000, isDefault: false, durationSec: null }],
  },
  manyTracks: {
    ...source,
    container: 'matroska,webm',
    durationSec: 2,
    sizeBytes: 178_980,
    video: {
      ...picture,
      codecTag: noTag,
      level: 12,
      bitrateBps: null,
      codedWidth: 320,
      codedHeight: 180,
      width: 320,
      height: 180,
      durationSec: 1,
      frameCount: null,
    },
    audio: [
      { ...sound, codec: 'flac', language: 'en', isDefault: false, durationSec: 1 },
      { ...sound, streamIndex: 2, track: 2, codec: 'pcm_s16le', language: 'fr', durationSec: 1 },
      { ...sound, streamIndex: 3, track: 3, codec: 'flac', channels: 2, isDefault: false, durationSec: 1 },
    ],
  },
  unknownAudio: {
    ...source,
    durationSec: 1,
    sizeBytes: 166_562,
    video: {
      ...picture,
      level: 12,
      bitrateBps: 612_920,
      codedWidth: 320,
      codedHeight: 180,
      width: 320,
      height: 180,
      durationSec: 1,
      frameCount: 25,
    },
    audio: [{ ...sound, codec: null, durationSec: 1 }],
  },
  lateStart: {
    ...source,
    container: 'mpegts',
    startSec: 11.376778,
    durationSec: 4.023222,
    sizeBytes: 980_044,
    video: {
      ...picture,
      codecTag: '[27]',
      bitrateBps: null,
      startSec: expect.closeTo(0.023222, 9) as number,
      frameCount: null,
    },
    audio: [{ ...sound, isDefault: false, durationSec: 3.877722 }],
  },
  lateSound: {
    ...source,
    durationSec: 6,
    sizeBytes: 934_149,
    audio: [{ ...sound, startSec: 1.976009, durationSec: 4.02322 }],
  },
  gif: silent(
    104_140,
    {
      ...picture,
      codec: 'gif',
      codecTag: noTag,
      profile: null,
      level: null,
      pixelFormat: 'bgra',
      bitrateBps: null,
      codedWidth: 320,
      codedHeight: 180,
      width: 320,
      height: 180,
      averageFrameRate: { num: 10, den: 1 },
      nominalFrameRate: { num: 10, den: 1 },
      durationSec: 2,
      frameCount: 20,
    },
    { container: 'gif', durationSec: 2 },
  ),
};

const stream = (video: Record<string, unknown>): SourceVideo | null =>
  parseProbe({ streams: [{ index: 0, codec_type: 'video', width: 640, height: 360, ...video }] }).video;

describe('parseProbe', () => {
  it.each(Object.keys(expected) as (keyof typeof probes)[])(
    'understands what ffprobe says of a real file: %s',
    (name) => {
      expect(parseProbe(probes[name])).toEqual(expected[name]);
    },
  );

  it('makes do with an answer that says nothing', () => {
    expect(parseProbe({})).toEqual({
      container: 'unknown',
      startSec: 0,
      durationSec: null,
      sizeBytes: 0,
      video: null,
      audio: [],
      hasCoverArt: false,
    });
  });

  it('keeps a stream of which nothing is known but its kind', () => {
    expect(parseProbe({ streams: [{ index: 3, codec_type: 'video' }] }).video).toEqual({
      streamIndex: 3,
      codec: 'unknown',
      codecTag: '?',
      profile: null,
      level: null,
      pixelFormat: null,
      codedWidth: 0,
      codedHeight: 0,
      width: 1,
      height: 0,
      squarePixels: true,
      rotation: 0,
      averageFrameRate: null,
      nominalFrameRate: null,
      interlaced: false,
      hdr: null,
      colorMatrix: 'bt601',
      fullRange: false,
      bitrateBps: null,
      startSec: 0,
      durationSec: null,
      frameCount: null,
    });
  });

  it.each([null, 7, 'text', [], { streams: 'none' }, { streams: [{ codec_type: 'video' }] }])(
    'refuses what ffprobe would never print: %j',
    (json) => {
      expect(() => parseProbe(json)).toThrow(ZodError);
    },
  );

  it.each([
    [0, 0],
    [-90, 90],
    [90, 270],
    [180, 180],
    [-180, 180],
    [270, 90],
    [-270, 270],
    [360, 0],
    [-360, 0],
    [1, 0],
    [-0.4, 0],
    [89.5, 270],
    [-91, 90],
    [179.2, 180],
  ])('turns the display matrix of %i° counter-clockwise into %i° clockwise', (matrix, rotation) => {
    expect(stream({ side_data_list: [{}, { rotation: matrix }] })?.rotation).toBe(rotation);
  });

  it.each([60, -45, 92, 361, -450, 720, -9_223_372_036_854_775_808, '-9223372036854775808', 'N/A'])(
    'does not turn the picture by what is no quarter turn: %s°',
    (matrix) => {
      expect(stream({ side_data_list: [{ rotation: matrix }] })).toMatchObject({
        rotation: 0,
        width: 640,
        height: 360,
      });
    },
  );

  it('applies the pixel aspect before it turns the picture', () => {
    expect(
      stream({
        width: 1440,
        height: 1080,
        sample_aspect_ratio: '4:3',
        side_data_list: [{ rotation: -90 }],
      }),
    ).toMatchObject({ codedWidth: 1440, codedHeight: 1080, width: 1080, height: 1920, squarePixels: false });
  });

  it('keeps a column of the flattest picture', () => {
    const flat = { sample_aspect_ratio: '1:10000' };
    expect(stream(flat)).toMatchObject({ width: 1, height: 360 });
    expect(stream({ ...flat, side_data_list: [{ rotation: 90 }] })).toMatchObject({ width: 360, height: 1 });
  });

  it.each(['0:1', '1:0', 'N/A', '', '4', '-4:3'])('takes square pixels for the aspect "%s"', (aspect) => {
    expect(stream({ sample_aspect_ratio: aspect })).toMatchObject({ width: 640, squarePixels: true });
  });

  it.each(['0/0', '25/0', '0/1', 'N/A', ''])('knows no frame rate in "%s"', (rate) => {
    expect(stream({ avg_frame_rate: rate, r_frame_rate: rate })).toMatchObject({
      averageFrameRate: null,
      nominalFrameRate: null,
    });
  });

  it.each([
    ['progressive', false],
    ['unknown', false],
    ['tt', true],
    ['bb', true],
    ['tb', true],
    ['bt', true],
  ])('reads the field order %s', (order, interlaced) => {
    expect(stream({ field_order: order })?.interlaced).toBe(interlaced);
  });

  it.each([
    ['bt709', 360, 'bt709'],
    ['bt2020nc', 360, 'bt2020'],
    ['bt2020c', 360, 'bt2020'],
    ['smpte240m', 1080, 'smpte240m'],
    ['fcc', 480, 'fcc'],
    ['bt470bg', 1080, 'bt601'],
    ['smpte170m', 1080, 'bt601'],
    ['unknown', 576, 'bt601'],
    ['unknown', 720, 'bt709'],
    ['gbr', 1080, 'bt709'],
    [undefined, 719, 'bt601'],
    [undefined, 720, 'bt709'],
  ])('takes the colour space %s of %i lines for %s', (space, height, matrix) => {
    expect(stream({ color_space: space, height })?.colorMatrix).toBe(matrix);
  });

  it.each([
    ['00:00:04.040000000', 4.04],
    ['01:02:03.500000000', 3723.5],
    ['00:00:00.000000000', null],
    ['4.04', null],
    ['a:b:c', null],
    ['', null],
  ])('reads the duration tag "%s" as %s seconds', (text, seconds) => {
    expect(stream({ tags: { DURATION: text } })?.durationSec).toBe(seconds);
  });

  it.each([
    ['0.500000', 4],
    ['-0.021000', 4.5],
    ['0.000000', 4.5],
    ['N/A', 4.5],
    ['4.500000', null],
    ['9.000000', null],
  ])('takes the tag for the end of a stream that starts at %s', (start, seconds) => {
    const late = { start_time: start, tags: { DURATION: '00:00:04.500000000' } };
    expect(stream(late)?.durationSec).toBe(seconds);
    const { audio } = parseProbe({ streams: [{ index: 0, codec_type: 'audio', ...late }] });
    expect(audio[0]?.durationSec).toBe(seconds);
  });

  it('prefers a duration of the stream to the tag', () => {
    expect(stream({ duration: '3.5', tags: { DURATION: '00:00:09.000000000' } })?.durationSec).toBe(3.5);
  });

  it('makes the name of an unknown codec printable and short', () => {
    expect(stream({ codec_tag_string: 'a\u0000b c\n\u00e9d' })?.codecTag).toBe('abcd');
    expect(stream({ codec_tag_string: 'x'.repeat(40) })?.codecTag).toBe('x'.repeat(16));
    expect(stream({ codec_tag_string: ' ' })?.codecTag).toBe('?');
    expect(stream({ codec_tag_string: '' })?.codecTag).toBe('?');
    expect(stream({ codec_tag_string: '[0][0][0][0]' })?.codecTag).toBe('?');
    expect(stream({ codec_tag_string: 'V[0][16]X[0]' })?.codecTag).toBe('V[16]X');
  });

  it.each([
    ['eng', 'en'],
    ['fra', 'fr'],
    ['fre', 'fr'],
    ['ger', 'de'],
    ['EN-us', 'en-US'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['gsw', 'gsw'],
    ['und', null],
    ['', null],
    ['e', null],
    ['en_US', null],
    ['en US', null],
    ['en-', null],
    ['\u0435\u043d', null],
    ['eng\n', null],
    ['en"', null],
    ['x",URI="http://evil.example/a.m3u8"\n#EXT-X-ENDLIST', null],
  ])('reads the language %j as %s', (language, tag) => {
    const { audio } = parseProbe({ streams: [{ index: 0, codec_type: 'audio', tags: { language } }] });
    expect(audio[0]?.language).toBe(tag);
  });

  it('counts audio tracks from 1, whatever lies between them', () => {
    const { audio } = parseProbe({
      streams: [
        { index: 0, codec_type: 'data' },
        { index: 1, codec_type: 'audio', codec_name: 'aac', sample_rate: '48000' },
        { index: 2, codec_type: 'video' },
        { index: 3, codec_type: 'audio', codec_name: 'ac3', sample_rate: '48000' },
      ],
    });
    expect(audio.map(({ track, streamIndex }) => [track, streamIndex])).toEqual([
      [1, 1],
      [2, 3],
    ]);
  });

  it.each([
    { codec_name: 'unknown', sample_rate: '48000' },
    { sample_rate: '48000' },
    { codec_name: 'aac', sample_rate: '0' },
    { codec_name: 'aac' },
  ])('has no codec for sound that would fail a run: %j', (audio) => {
    expect(parseProbe({ streams: [{ index: 0, codec_type: 'audio', ...audio }] }).audio[0]?.codec).toBeNull();
  });

  it('skips cover art for the picture that stands behind it', () => {
    const media = parseProbe({
      streams: [
        { index: 0, codec_type: 'video', codec_name: 'png', disposition: { attached_pic: 1 } },
        { index: 1, codec_type: 'video', codec_name: 'h264', disposition: { attached_pic: 0 } },
      ],
    });
    expect(media).toMatchObject({ video: { streamIndex: 1, codec: 'h264' }, hasCoverArt: true });
  });
});
