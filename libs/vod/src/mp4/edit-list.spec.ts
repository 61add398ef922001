import { describe, expect, it } from 'vitest';
import { Mp4Error, requireBox } from './boxes.js';
import { presentationStart, readEdits } from './edit-list.js';
import { box, longs, table, words } from './testing/build-moov.js';

const track = (...content: Buffer[]) => {
  const data = box('trak', ...content);
  return [data, requireBox(data, ['trak'])] as const;
};
const edits = (...content: Buffer[]) => track(box('edts', ...content));

describe('readEdits', () => {
  it('reads both versions', () => {
    const short = table('elst', [
      [40, -1, 0x10000],
      [4_000_000_000, 1024, 0x8000],
    ]);
    const long = box(
      'elst',
      words(1 << 24, 2),
      longs(40, -1),
      words(0x10000),
      longs(4_000_000_000, 1024),
      words(0x8000),
    );
    for (const elst of [short, long])
      expect(readEdits(...edits(elst))).toEqual([
        { duration: 40, mediaTime: -1, rate: 1 },
        { duration: 4_000_000_000, mediaTime: 1024, rate: 0.5 },
      ]);
  });

  it('finds none where there are none', () => {
    expect(readEdits(...track())).toEqual([]);
    expect(readEdits(...edits())).toEqual([]);
    expect(readEdits(...edits(table('elst', [])))).toEqual([]);
  });

  it('refuses more than are there, and more than anybody makes', () => {
    const one = [1, 0, 0x10000];
    expect(() => readEdits(...edits(box('elst', words(0, 2, ...one))))).toThrow(
      new Mp4Error('the elst box is cut off'),
    );
    expect(() =>
      readEdits(
        ...edits(
          table(
            'elst',
            Array.from({ length: 10_001 }, () => one),
          ),
        ),
      ),
    ).toThrow(new Mp4Error('10001 edits are more than 10000'));
  });
});

describe('presentationStart', () => {
  it('is where the first edit begins that shows something', () => {
    const empty = { duration: 40, mediaTime: -1, rate: 1 };
    expect(presentationStart([empty, { ...empty, mediaTime: 512 }, { ...empty, mediaTime: 0 }])).toBe(512);
    expect(presentationStart([empty])).toBe(0);
    expect(presentationStart([])).toBe(0);
  });
});
