import { describe, expect, it } from 'vitest';
import { Mp4Error } from './boxes.js';
import { readVideoSamples, samplesMax, type VideoSamples } from './sample-tables.js';
import { avc1, box, buildMoov, longs, table, upright, words, type MoovParts } from './testing/build-moov.js';
import { makeFilm } from './testing/make-film.js';

const read = (changes: Partial<MoovParts> = {}): VideoSamples => readVideoSamples(buildMoov(changes), 0);

/** 90° clockwise, as phones write it, and mirrored. */
const turned = words(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000);
const mirrored = words(0x10000, 0, 0, 0, -0x10000, 0, 0, 0, 0x40000000);

describe('readVideoSamples', () => {
  it('reads every table of a small film', () => {
    expect(read()).toEqual({
      timescale: 15_360,
      movieTimescale: 1000,
      edits: [{ duration: 133, mediaTime: 1024, rate: 1 }],
      sampleEntries: ['avc1'],
      avc: { profile: 100, level: 41, codecs: 'avc1.640029', lengthSize: 4 },
      upright: true,
      count: 4,
      decodeTimes: Float64Array.of(0, 512, 1024, 1536, 2048),
      presentationTimes: Float64Array.of(0, 1536, 512, 1024),
      keyFrames: Uint32Array.of(0),
      namesOpenGroups: false,
      sizes: Uint32Array.of(9000, 4000, 1500, 1400),
      offsets: Float64Array.of(48, 9048, 20_000, 21_500),
    });
  });

  it.each([
    ['B-frames', '-bf', '2', '-g', '13'],
    ['B-frames decoded before they are shown', '-bf', '2', '-movflags', 'negative_cts_offsets'],
    ['no edit list', '-bf', '3', '-use_editlist', '0'],
    ['key frames alone', '-g', '1', '-movflags', '+faststart'],
    ['coarse and uneven ticks', '-video_track_timescale', '1000', '-r', '30000/1001'],
  ])('finds what ffprobe finds in a real file with %s', async (_, ...args) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:d=3:r=25', '-f', 'lavfi', '-i', 'sine=d=3'];
    const { moov, packets } = await makeFilm(...source, '-c:v', 'libx264', ...args);
    const samples = readVideoSamples(moov, 0);
    const places = packets.map((_, place) => place);
    expect(samples).toMatchObject({ count: packets.length, sampleEntries: ['avc1'], upright: true });
    expect([...samples.presentationTimes]).toEqual(packets.map(({ pts }) => pts));
    expect(samples.decodeTimes.slice(0, -1)).toEqual(
      Float64Array.from(packets, ({ dts }) => dts - packets[0]!.dts),
    );
    expect([...samples.sizes]).toEqual(packets.map(({ size }) => size));
    expect([...samples.offsets]).toEqual(packets.map(({ pos }) => pos));
    expect([...samples.keyFrames]).toEqual(places.filter((at) => packets[at]!.flags.startsWith('K')));
  });

  it('counts tracks as ffmpeg counts streams', () => {
    const sound = box('trak', box('mdia', box('hdlr', words(0, 0), Buffer.from('soun'))));
    const moov = buildMoov({}, [sound]);
    expect(readVideoSamples(moov, 1)).toEqual(read());
    expect(() => readVideoSamples(moov, 0)).toThrow(new Mp4Error('track 0 is no picture'));
    expect(() => readVideoSamples(moov, 2)).toThrow(new Mp4Error('there is no track 2'));
  });

  it('reads the long forms', () => {
    const matrix = Buffer.concat([upright, Buffer.alloc(28)]);
    expect(
      read({
        mvhd: box('mvhd', words(1 << 24, 0, 0, 0, 0, 1000, 0, 133), Buffer.alloc(16), matrix),
        tkhd: box('tkhd', words(1 << 24, 0, 0, 0, 0, 1, 0, 0, 133), Buffer.alloc(16), matrix),
        mdhd: box('mdhd', words(1 << 24, 0, 0, 0, 0, 15_360, 0, 2048, 0)),
        edts: box('edts', box('elst', words(1 << 24, 1), longs(133, 1024), words(0x10000))),
        chunks: box('co64', words(0, 2), longs(48, 20_000)),
      }),
    ).toEqual(read());
    const behind4Gb = box('co64', words(0, 2), longs(2 ** 40, 20_000));
    expect(read({ chunks: behind4Gb }).offsets.slice(0, 2)).toEqual(Float64Array.of(2 ** 40, 2 ** 40 + 9000));
  });

  it('takes composition offsets below zero in both versions', () => {
    const rows = [
      [1, 0],
      [1, 1024],
      [2, -512],
    ];
    const edts = box('edts', table('elst', [[133, 0, 0x10000]]));
    for (const version of [0, 1])
      expect(read({ edts, ctts: table('ctts', rows, version) }).presentationTimes).toEqual(
        read().presentationTimes,
      );
  });

  it('shows pictures when they are decoded where nothing else is said', () => {
    const samples = read({ ctts: null, edts: null });
    expect(samples).toMatchObject({ edits: [], presentationTimes: Float64Array.of(0, 512, 1024, 1536) });
  });

  it('takes every picture for a key frame where none is named', () => {
    expect(read({ stss: null }).keyFrames).toEqual(Uint32Array.of(0, 1, 2, 3));
    expect(read({ stss: table('stss', []) }).keyFrames).toEqual(Uint32Array.of());
  });

  it('reads one size for all, and chunks of different lengths', () => {
    expect(
      read({
        stsz: box('stsz', words(0, 100, 4)),
        chunks: table('stco', [[1000], [2000], [3000]]),
        stsc: table('stsc', [
          [1, 1, 1],
          [3, 2, 1],
        ]),
      }),
    ).toMatchObject({
      sizes: Uint32Array.of(100, 100, 100, 100),
      offsets: Float64Array.of(1000, 2000, 3000, 3100),
    });
  });

  it('tells every edit and every sample description', () => {
    const rows = [
      [33, -1, 0x10000],
      [100, 512, 0x20000],
    ];
    const samples = read({
      edts: box('edts', table('elst', rows)),
      stsd: box('stsd', words(0, 2), box('hvc1', Buffer.alloc(78)), avc1()),
    });
    expect(samples.edits).toEqual([
      { duration: 33, mediaTime: -1, rate: 1 },
      { duration: 100, mediaTime: 512, rate: 2 },
    ]);
    expect(samples.presentationTimes[0]).toBe(1024 - 512);
    expect(samples).toMatchObject({ sampleEntries: ['hvc1', 'avc1'], avc: { profile: 100 } });
    expect(read({ stsd: box('stsd', words(0, 1), box('hvc1', Buffer.alloc(78))) }).avc).toBeNull();
  });

  it.each([
    ['the track turns', { tkhd: box('tkhd', Buffer.alloc(40), turned, Buffer.alloc(8)) }],
    ['the track mirrors', { tkhd: box('tkhd', Buffer.alloc(40), mirrored, Buffer.alloc(8)) }],
    ['the movie turns', { mvhd: box('mvhd', words(0, 0, 0, 1000), Buffer.alloc(20), turned) }],
  ])('tells when %s the picture', (_, changes) => {
    expect(read(changes).upright).toBe(false);
  });

  it.each([
    ['partial sync samples', table('stps', [[3]])],
    ['random access points', box('sbgp', words(0), Buffer.from('rap '), words(1, 1, 1))],
  ])('tells when there are %s', (_, more) => {
    expect(read({ more }).namesOpenGroups).toBe(true);
    expect(read({ more: box('sbgp', words(0), Buffer.from('roll'), words(0)) }).namesOpenGroups).toBe(false);
  });

  it('reads an hour of pictures at once', () => {
    const count = 108_000;
    const rows = Array.from({ length: count }, (_, place) => [1, (place % 3) * 512]);
    const moov = buildMoov({
      stts: table('stts', [[count, 512]]),
      ctts: table('ctts', rows),
      stsz: box('stsz', words(0, 0, count), Buffer.alloc(4 * count, 1)),
      chunks: table('stco', rows.slice(0, count / 2)),
    });
    const startedAt = performance.now();
    expect(readVideoSamples(moov, 0).count).toBe(count);
    // a twentieth of it here; what grows with the square takes minutes
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('a hostile index', () => {
  it.each<[string, Partial<MoovParts>, string]>([
    ['too few durations', { stts: table('stts', [[3, 512]]) }, 'the stts box names 3 of 4 samples'],
    ['too few offsets', { ctts: table('ctts', [[1, 0]]) }, 'the ctts box names 1 of 4 samples'],
    ['too few chunks', { chunks: table('stco', [[48]]) }, 'the chunks hold 2 of 4 samples'],
    ['no chunk lengths', { stsc: table('stsc', []) }, 'the chunks hold 0 of 4 samples'],
    [
      'more key frames than pictures',
      { stss: table('stss', [[1], [2], [3], [4], [5]]) },
      '5 of 4 samples are key frames',
    ],
    ['key frames backwards', { stss: table('stss', [[2], [1]]) }, 'the key frames are not in order'],
    ['a key frame before the first', { stss: table('stss', [[0]]) }, 'the key frames are not in order'],
    ['a key frame behind the last', { stss: table('stss', [[5]]) }, 'the key frames are not in order'],
    ['no timescale', { mdhd: box('mdhd', words(0, 0, 0, 0, 1)) }, 'the mdhd box has no timescale'],
    ['no sizes', { stsz: null }, 'there is no stsz box'],
    ['no chunks', { chunks: null }, 'there is no stco box'],
    [
      'no description of H.264',
      { stsd: box('stsd', words(0, 1), box('avc1', Buffer.alloc(78))) },
      'there is no avcC box',
    ],
    [
      'more pictures than a day has',
      { stsz: box('stsz', words(0, 1, samplesMax + 1)) },
      '5000001 samples are more than 5000000',
    ],
    [
      'as many as can be named',
      { stsz: box('stsz', words(0, 1, 0xffffffff)) },
      '4294967295 samples are more than 5000000',
    ],
  ])('is refused: %s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(new Mp4Error(message));
  });

  it.each(['stts', 'ctts', 'stss', 'stsc', 'stco', 'stsz', 'elst'])(
    'is refused before anybody makes room for what %s claims',
    (type) => {
      const moov = buildMoov();
      moov.writeUInt32BE(0xffffffff, moov.indexOf(type) + (type === 'stsz' ? 12 : 8));
      expect(() => readVideoSamples(moov, 0)).toThrow(Mp4Error);
    },
  );

  it('is read or refused, never anything else, wherever it is damaged', () => {
    const whole = buildMoov();
    const outcomes = { read: 0, refused: 0 };
    for (let at = 0; at < whole.length; at++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        try {
          expect(readVideoSamples(damaged, 0).count).toBeLessThanOrEqual(samplesMax);
          outcomes.read++;
        } catch (error) {
          expect(error).toBeInstanceOf(Mp4Error);
          outcomes.refused++;
        }
      }
    expect(outcomes.read).toBeGreaterThan(500);
    expect(outcomes.refused).toBeGreaterThan(500);
  });

  it('is refused wherever it is cut off', () => {
    const whole = buildMoov();
    for (let length = 0; length < whole.length; length++)
      expect(() => readVideoSamples(whole.subarray(0, length), 0)).toThrow(Mp4Error);
  });
});
