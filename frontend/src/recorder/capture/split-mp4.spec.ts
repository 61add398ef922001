import { describe, expect, it } from 'vitest';
import { readFragmentTimes, readTimescales } from './fragment-times';
import { joinBytes, Mp4Splitter } from './split-mp4';

const u32 = (...values: number[]) => {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, i) => new DataView(bytes.buffer).setUint32(i * 4, value));
  return bytes;
};
function box(type: string, ...contents: Uint8Array[]): Uint8Array {
  const content = joinBytes(contents);
  return joinBytes([u32(8 + content.length), new TextEncoder().encode(type), content]);
}
function longBox(type: string, content: Uint8Array): Uint8Array {
  return joinBytes([u32(1), new TextEncoder().encode(type), u32(0, 16 + content.length), content]);
}

const trak = (id: number, timescale: number) =>
  box('trak', box('tkhd', u32(0, 0, 0, id, 0)), box('mdia', box('mdhd', u32(0, 0, 0, timescale, 0))));
const init = joinBytes([box('ftyp', u32(7)), box('moov', trak(1, 90_000), trak(2, 48_000))]);
/** Two samples of the picture, each with its own duration; three of the sound, which take the track's default. */
const moof = box(
  'moof',
  box(
    'traf',
    box('tfhd', u32(0, 1)),
    box('tfdt', u32(0, 180_000)),
    box('trun', u32(0x300, 2, 3000, 9, 3600, 9)),
  ),
  box(
    'traf',
    box('tfhd', u32(0x8, 2, 960)),
    box('tfdt', u32(0, 95_520)),
    box('trun', u32(0x200, 3, 9, 9, 9)),
  ),
);
const first = joinBytes([moof, box('mdat', new Uint8Array(50))]);
const second = joinBytes([box('styp', u32(1)), moof, longBox('mdat', new Uint8Array(90))]);
const file = joinBytes([init, first, second, box('mfra', u32(3))]);

describe('Mp4Splitter', () => {
  it.each([1, 3, 7, 64, 1000])('finds the same pieces in slices of %d bytes', (sliceBytes) => {
    const splitter = new Mp4Splitter();
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < file.length; at += sliceBytes)
      pieces.push(...splitter.push(file.slice(at, at + sliceBytes)));
    expect(pieces).toEqual([init, first, second]);
  });

  it('keeps a fragment that is not complete', () => {
    const splitter = new Mp4Splitter();
    expect(splitter.push(file.slice(0, init.length + first.length - 1))).toEqual([init]);
    expect(splitter.push(file.slice(init.length + first.length - 1, init.length + first.length))).toEqual([
      first,
    ]);
  });
});

describe('the times of a fragment', () => {
  it('span all its tracks', () => {
    const timescales = readTimescales(init);
    expect([...timescales]).toEqual([
      [1, 90_000],
      [2, 48_000],
    ]);
    expect(readFragmentTimes(second, timescales)).toEqual({ startMs: 1990, endMs: 2073 });
  });

  it('are unknown without a track that is known', () =>
    expect(readFragmentTimes(first, new Map())).toBeNull());
});
