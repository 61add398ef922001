import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Mp4Error, readBoxes, requireBox } from './boxes.js';
import { moveFragment, readFragmentTimes, splitFragments, type Fragment } from './fragments.js';
import { readTakeInit } from './take-init.js';
import { openFragmentMaker, type FragmentMaker } from './testing/make-fragments.js';

let maker: FragmentMaker;
beforeAll(async () => {
  maker = await openFragmentMaker();
});
afterAll(() => maker.close());

const moovEnd = (data: Buffer): number => requireBox(data, ['moov']).end;

/** The same fragments, each moved by as many seconds. */
function move(data: Buffer, fragments: readonly Fragment[], sec: number): Buffer {
  const { tracks } = readTakeInit(data.subarray(0, moovEnd(data)));
  const shift = new Map(tracks.map(({ trackId, timescale }) => [trackId, sec * timescale]));
  let written = data.subarray(0, moovEnd(data));
  for (const { moof, media } of fragments)
    written = Buffer.concat([written, moveFragment(moof, shift, written.length), media]);
  return written;
}

/** A tfdt of 32 bits, as other muxers write it: the box four bytes shorter, and all that is told from the moof's start. */
function narrow({ moof, media }: Fragment): Fragment {
  const trafs = readBoxes(moof, 8).filter(({ type }) => type === 'traf');
  const pieces: Buffer[] = [];
  let from = 0;
  for (const traf of trafs) {
    moof.writeUInt32BE(traf.end - traf.start - 4, traf.start);
    for (const box of readBoxes(moof, traf.contentStart, traf.start + traf.end - traf.start)) {
      if (box.type === 'trun')
        moof.writeInt32BE(moof.readInt32BE(box.contentStart + 8) - 4 * trafs.length, box.contentStart + 8);
      if (box.type !== 'tfdt') continue;
      const short = Buffer.alloc(16);
      short.writeUInt32BE(16);
      short.write('tfdt', 4);
      short.writeUInt32BE(Number(moof.readBigUInt64BE(box.contentStart + 4)), 12);
      pieces.push(moof.subarray(from, box.start), short);
      from = box.end;
    }
  }
  const shorter = Buffer.concat([...pieces, moof.subarray(from)]);
  shorter.writeUInt32BE(shorter.length);
  return { moof: shorter, media };
}

describe('fragments of a file that ffmpeg wrote', () => {
  it.each([
    ['told from their moof', '+frag_keyframe+empty_moov+default_base_moof'],
    ['told from places in the file', '+frag_keyframe+empty_moov'],
    ['with an index before them', '+frag_keyframe+empty_moov+default_base_moof+dash'],
  ])('%s, move in time and nothing else changes', async (name, movflags) => {
    const data = await maker.make(`${name}.mp4`, movflags);
    const fragments = splitFragments(data.subarray(moovEnd(data)));
    expect(fragments).toHaveLength(3);
    const before = await maker.packets(data);
    const { tracks } = readTakeInit(data);
    const expected = before
      .map((line) => {
        const [index, ...rest] = line.split(',');
        const ticks = 7 * tracks[Number(index)]!.timescale;
        return [index, Number(rest[0]) + ticks, Number(rest[1]) + ticks, ...rest.slice(2)].join(',');
      })
      .toSorted();
    expect(await maker.packets(move(data, fragments, 7))).toEqual(expected);
  });

  it('get room for 64 bits where they had 32', async () => {
    const data = await maker.make('narrow.mp4', '+frag_keyframe+empty_moov+default_base_moof');
    const fragments = splitFragments(data.subarray(moovEnd(data)));
    const copies = fragments.map(({ moof, media }) => narrow({ moof: Buffer.from(moof), media }));
    expect(copies.map(({ moof }, at) => moof.length - fragments[at]!.moof.length)).toEqual([-8, -8, -8]);
    expect(await maker.packets(move(data, copies, 0))).toEqual(await maker.packets(data));
  });

  it('tell when they begin and when their last sample does', async () => {
    const data = await maker.make('times.mp4', '+frag_keyframe+empty_moov+default_base_moof', '-bf', '0');
    const { tracks } = readTakeInit(data);
    const times = splitFragments(data).map(({ moof }) => readFragmentTimes(moof, tracks));
    const picture = times.map(([first]) => first!);
    const { timescale } = tracks[0]!;
    for (const [at, { startTicks, lastTicks }] of picture.entries()) {
      expect(startTicks / timescale).toBeCloseTo(2 * at, 1);
      expect((lastTicks - startTicks) / timescale).toBeCloseTo(59 / 30, 1);
    }
    expect(times.every((tracksOf) => tracksOf.length === 2)).toBe(true);
  });

  it('name the configuration by what decoders need, and not by times', async () => {
    const flags = '+frag_keyframe+empty_moov+default_base_moof';
    const configuration = async (name: string, ...args: string[]): Promise<string> =>
      readTakeInit(await maker.make(name, flags, ...args)).configuration;
    const first = await configuration('first.mp4');
    expect(await configuration('shorter.mp4', '-t', '2')).toBe(first);
    expect(await configuration('smaller.mp4', '-s', '48x32')).not.toBe(first);
    expect(await configuration('silent.mp4', '-an')).not.toBe(first);
  });

  it('are refused when they are cut off, or of a track that nobody knows', async () => {
    const data = await maker.make('cut.mp4', '+frag_keyframe+empty_moov+default_base_moof');
    expect(() => splitFragments(data.subarray(0, -10))).toThrow(Mp4Error);
    expect(() => readFragmentTimes(splitFragments(data)[0]!.moof, [])).toThrow(Mp4Error);
  });
});
