import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Mp4Error, readBoxes, requireBox } from './boxes.js';
import { readInitSegment } from './init-segment.js';
import { readMediaSegment } from './media-segment.js';
import { openEncoder, type EncodedSegments } from './testing/encode-segments.js';

let encoder: Awaited<ReturnType<typeof openEncoder>>;
/** Three seconds of picture with B-frames, in segments of 2 s, as the platform encodes it. */
let picture: EncodedSegments;
/** The same with the edit list that ffmpeg writes when nobody asks it not to. */
let edited: EncodedSegments;
/** A whole number of AAC frames. */
let sound: EncodedSegments;

const x264 = [
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-profile:v',
  'high',
  '-level',
  '3.0',
  '-threads',
  '1',
];
const closedGroups = ['-g', '25', '-keyint_min', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
const fromTimestamps = ['-output_ts_offset', '1', '-hls_segment_options', 'movflags=+frag_discont'];

beforeAll(async () => {
  encoder = await openEncoder();
  const pattern = 'testsrc2=s=320x180:r=25:d=3';
  picture = await encoder.encode(pattern, ...x264, ...closedGroups, ...fromTimestamps);
  edited = await encoder.encode(pattern, ...x264, ...closedGroups);
  sound = await encoder.encode('sine=440:d=3.072:r=48000', '-c:a', 'aac', '-ac', '2', ...fromTimestamps);
});
afterAll(() => encoder.close());

describe('readInitSegment', () => {
  it('reads what ffmpeg wrote for a picture', () => {
    expect(readInitSegment(picture.init)).toEqual({
      kind: 'video',
      timescale: 12_800,
      codecs: 'avc1.64001e',
      width: 320,
      height: 180,
      // two frames: the delay that B-frames cause
      presentationStart: 1024,
      defaultSampleDuration: 0,
      defaultSampleSize: 0,
      defaultSampleFlags: 0,
    });
  });

  it('reads what ffmpeg wrote for sound', () => {
    expect(readInitSegment(sound.init)).toEqual({
      kind: 'audio',
      timescale: 48_000,
      codecs: 'mp4a.40.2',
      width: null,
      height: null,
      presentationStart: 0,
      defaultSampleDuration: 0,
      defaultSampleSize: 0,
      defaultSampleFlags: 0,
    });
  });

  it('takes the start for zero without an edit list', () => {
    const data = Buffer.from(picture.init);
    const edits = requireBox(data, ['moov', 'trak', 'edts']);
    data.write('free', edits.start + 4, 'latin1');
    expect(readInitSegment(data).presentationStart).toBe(0);
  });

  it('skips an empty edit', () => {
    const data = Buffer.from(picture.init);
    const elst = requireBox(data, ['moov', 'trak', 'edts', 'elst']);
    data.writeInt32BE(-1, elst.contentStart + 12);
    expect(readInitSegment(data).presentationStart).toBe(0);
  });

  it('refuses two tracks and none', () => {
    const moov = requireBox(picture.init, ['moov']);
    const withTracks = (count: number): Buffer => {
      const children = readBoxes(picture.init, moov.contentStart, moov.end).flatMap((box) =>
        Array<Buffer>(box.type === 'trak' ? count : 1).fill(picture.init.subarray(box.start, box.end)),
      );
      const header = Buffer.from('\0\0\0\0moov', 'latin1');
      header.writeUInt32BE(8 + Buffer.concat(children).length);
      return Buffer.concat([header, ...children]);
    };
    expect(readInitSegment(withTracks(1))).toEqual(readInitSegment(picture.init));
    expect(() => readInitSegment(withTracks(2))).toThrow(new Mp4Error('expected one track, found 2'));
    expect(() => readInitSegment(withTracks(0))).toThrow(new Mp4Error('expected one track, found 0'));
  });

  it('refuses a codec that the platform never writes', () => {
    const data = Buffer.from(picture.init);
    data.write('hvc1', data.indexOf('avc1', data.indexOf('stsd')), 'latin1');
    expect(() => readInitSegment(data)).toThrow(
      new Mp4Error('sample entry "hvc1" is not one that the platform writes'),
    );
  });

  it('refuses a media segment', () => {
    expect(() => readInitSegment(picture.segments[0]!)).toThrow(new Mp4Error('there is no moov box'));
  });
});

describe('readMediaSegment', () => {
  it.each([
    ['a picture', () => picture],
    ['sound', () => sound],
  ])('finds what ffprobe finds in %s', async (_, media) => {
    const { init, segments } = media();
    expect(segments.length).toBeGreaterThan(1);
    for (const segment of segments) {
      const packets = await encoder.probe(init, segment);
      const [first, last] = [packets[0], packets.at(-1)];
      const { presentationStart } = readInitSegment(init);
      expect(readMediaSegment(segment, readInitSegment(init))).toEqual({
        // ffprobe has applied the edit to all times
        baseDecodeTime: (first?.dts ?? 0) + presentationStart,
        firstPresentationTime: Math.min(...packets.map(({ pts }) => pts)),
        duration: (last?.dts ?? 0) + (last?.duration ?? 0) - (first?.dts ?? 0),
        sampleCount: packets.length,
        startsWithSyncSample: first?.flags.startsWith('K'),
        firstSampleEnd: (first?.pos ?? 0) + (first?.size ?? 0) - init.length,
        sizeBytes: segment.length,
      });
    }
  });

  it('shows the first picture a second in, where the timestamps were shifted by one', () => {
    const init = readInitSegment(picture.init);
    const [first, second] = picture.segments.map((segment) => readMediaSegment(segment, init));
    expect(first).toMatchObject({ firstPresentationTime: 12_800, sampleCount: 50, duration: 25_600 });
    expect(second).toMatchObject({ firstPresentationTime: 3 * 12_800, sampleCount: 25, duration: 12_800 });
    expect(second?.baseDecodeTime).toBe((first?.baseDecodeTime ?? 0) + 25_600);
  });

  it('applies the edit: presentation begins at zero where decoding begins before', () => {
    const segment = readMediaSegment(edited.segments[0]!, readInitSegment(edited.init));
    expect(segment).toMatchObject({ baseDecodeTime: 0, firstPresentationTime: 0 });
  });

  it('tells a segment that does not begin with a key frame', () => {
    const data = Buffer.from(picture.segments[0]!);
    const trun = requireBox(data, ['moof', 'traf', 'trun']);
    // the flags of the first sample stand behind the data offset and its size; this one depends on others
    data.writeUInt32BE(0x01010000, trun.contentStart + 16);
    expect(readMediaSegment(data, readInitSegment(picture.init)).startsWithSyncSample).toBe(false);
  });

  it('takes what a run leaves out from its fragment, and what that leaves out from the init segment', () => {
    const init = {
      ...readInitSegment(picture.init),
      presentationStart: 0,
      defaultSampleDuration: 512,
      defaultSampleSize: 10,
      defaultSampleFlags: nonSync,
    };
    const read = (fragment: Fields, run: Fields) => readMediaSegment(threeSamples(fragment, run), init);
    expect(read({ flags: 0 }, { flags: 0 })).toEqual({
      baseDecodeTime: 7,
      firstPresentationTime: 7,
      duration: 3 * 512,
      sampleCount: 3,
      startsWithSyncSample: false,
      firstSampleEnd: 92 + 10,
      sizeBytes: 92 + 40,
    });
    expect(read({ flags: 0x8, values: [9] }, { flags: 0 })).toMatchObject({ duration: 27 });
    expect(read({ flags: 0x10, values: [5] }, { flags: 0 })).toMatchObject({ firstSampleEnd: 96 + 5 });
    expect(read({ flags: 0x20, values: [0] }, { flags: 0 })).toMatchObject({ startsWithSyncSample: true });
    expect(read({ flags: 0x2, values: [1] }, { flags: 0 })).toMatchObject({ duration: 3 * 512 });
    expect(read({ flags: 0x3a, values: [1, 9, 5, 0] }, { flags: 0 })).toMatchObject({
      duration: 27,
      firstSampleEnd: 108 + 5,
      startsWithSyncSample: true,
    });
    expect(read({ flags: 0 }, { flags: 0x4, values: [0] })).toMatchObject({ startsWithSyncSample: true });
    expect(read({ flags: 0 }, { flags: 0x100, values: [1, 2, 3] })).toMatchObject({ duration: 6 });
    expect(read({ flags: 0 }, { flags: 0x800, values: [30, -2, 0] })).toMatchObject({
      baseDecodeTime: 7,
      firstPresentationTime: 7 + 30,
    });
  });

  it('refuses a table of samples that is cut off', () => {
    expect(() =>
      readMediaSegment(
        threeSamples({ flags: 0 }, { flags: 0x100, values: [1, 2] }),
        readInitSegment(picture.init),
      ),
    ).toThrow(new Mp4Error('the sample table is cut off'));
  });

  it('refuses every truncation', () => {
    const init = readInitSegment(picture.init);
    const [segment] = picture.segments;
    const read: number[] = [];
    for (let length = 0; length < segment!.length; length += length < 2000 ? 1 : 997)
      try {
        readMediaSegment(segment!.subarray(0, length), init);
        read.push(length);
      } catch (error) {
        expect(error).toBeInstanceOf(Mp4Error);
      }
    expect(read).toEqual([]);
  });

  it('refuses a jump in decode times between two fragments', () => {
    const init = readInitSegment(picture.init);
    const [first, second] = picture.segments;
    expect(readMediaSegment(Buffer.concat([first!, second!]), init).sampleCount).toBe(75);
    expect(() => readMediaSegment(Buffer.concat([second!, first!]), init)).toThrow(
      /^decode time jumps from \d+ to \d+ inside the segment$/,
    );
  });

  it('refuses a count of samples that no file of its size can hold', () => {
    const data = Buffer.from(picture.segments[0]!);
    const trun = requireBox(data, ['moof', 'traf', 'trun']);
    data.writeUInt32BE(0xffffffff, trun.contentStart + 4);
    expect(() => readMediaSegment(data, readInitSegment(picture.init))).toThrow(
      new Mp4Error(`4294967295 samples in a segment of ${data.length} bytes`),
    );
  });

  it('refuses samples that reach beyond the media data', () => {
    const data = Buffer.from(picture.segments[0]!);
    const trun = requireBox(data, ['moof', 'traf', 'trun']);
    data.writeInt32BE(data.readInt32BE(trun.contentStart + 8) + 1, trun.contentStart + 8);
    expect(() => readMediaSegment(data, readInitSegment(picture.init))).toThrow(
      new Mp4Error('samples lie outside the media data'),
    );
  });

  it('refuses an init segment and an empty file', () => {
    const init = readInitSegment(picture.init);
    for (const data of [picture.init, Buffer.alloc(0)])
      expect(() => readMediaSegment(data, init)).toThrow(new Mp4Error('the segment holds no fragment'));
  });
});

describe('damaged files', () => {
  it('are read or refused, never anything else: 2000 of them', { timeout: 20_000 }, () => {
    const random = randomFrom(20_261_120);
    const init = readInitSegment(picture.init);
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < 2000; round++) {
      const [original, read] =
        round % 2 === 0
          ? ([picture.init, readInitSegment] as const)
          : ([picture.segments[1]!, (data: Buffer) => readMediaSegment(data, init)] as const);
      const damaged = damage(original, random);
      try {
        const found = read(damaged);
        if ('sampleCount' in found) expect(found.sampleCount).toBeLessThanOrEqual(damaged.length);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof Mp4Error) && !(error instanceof RangeError))
          throw new Error(`round ${round} ends with another error`, { cause: error });
        outcomes.refused++;
      }
    }
    // the damage must neither be too small to matter nor so large that nothing behind the first box is reached
    expect(outcomes.read).toBeGreaterThan(200);
    expect(outcomes.refused).toBeGreaterThan(200);
  });
});

const nonSync = 0x10000;

/** Which optional fields a box holds, and those fields. */
interface Fields {
  flags: number;
  values?: number[];
}

/** A segment of three samples in 40 bytes of media data, decoded from 7 on. */
function threeSamples(fragment: Fields, run: Fields): Buffer {
  const box = (type: string, content: Buffer): Buffer =>
    Buffer.concat([words(8 + content.length), Buffer.from(type, 'latin1'), content]);
  const traf = (dataOffset: number): Buffer =>
    Buffer.concat([
      box('tfhd', words(fragment.flags, 1, ...(fragment.values ?? []))),
      box('tfdt', words(0, 7)),
      box('trun', words(run.flags | 1, 3, dataOffset, ...(run.values ?? []))),
    ]);
  const moof = (dataOffset: number): Buffer =>
    box('moof', Buffer.concat([box('mfhd', words(0, 1)), box('traf', traf(dataOffset))]));
  return Buffer.concat([moof(moof(0).length + 8), box('mdat', Buffer.alloc(40))]);
}

function words(...values: number[]): Buffer {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeInt32BE(value | 0, 4 * at);
  return data;
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes overwritten, removed, doubled or cut off, mostly among the boxes at the start. */
function damage(original: Buffer, random: () => number): Buffer {
  let data = Buffer.from(original);
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times; time++) {
    const reach = random() < 0.8 ? Math.min(data.length, 1200) : data.length;
    const at = Math.floor(random() * reach);
    const length = 1 + Math.floor(random() * 8);
    switch (Math.floor(random() * 6)) {
      case 0:
        data = Buffer.concat([data.subarray(0, at), data.subarray(at + length)]);
        break;
      case 1:
        data = Buffer.concat([data.subarray(0, at + length), data.subarray(at)]);
        break;
      case 2:
        data = data.subarray(0, at);
        break;
      case 3:
        data.fill([0, 0xff, 1, 0x7f][Math.floor(random() * 4)]!, at, Math.min(data.length, at + length));
        break;
      default:
        if (data.length > 0) data[Math.min(at, data.length - 1)] = Math.floor(random() * 256);
    }
  }
  return data;
}
