import { describe, expect, it } from 'vitest';
import { findBox, Mp4Error, readBoxes, requireBox } from './boxes.js';

/** A box with a 32-bit size. */
function box(type: string, ...content: Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + Buffer.concat(content).length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...content]);
}

/** A box with a 64-bit size. */
function longBox(type: string, content: Buffer, size = BigInt(16 + content.length)): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(size, 8);
  return Buffer.concat([header, content]);
}

describe('readBoxes', () => {
  it('walks the boxes of a file', () => {
    const data = Buffer.concat([box('ftyp', Buffer.alloc(4)), longBox('free', Buffer.alloc(3)), box('mdat')]);
    expect(readBoxes(data)).toEqual([
      { type: 'ftyp', start: 0, end: 12, contentStart: 8 },
      { type: 'free', start: 12, end: 31, contentStart: 28 },
      { type: 'mdat', start: 31, end: 39, contentStart: 39 },
    ]);
  });

  it('finds none in nothing', () => {
    expect(readBoxes(Buffer.alloc(0))).toEqual([]);
  });

  it('walks a part of a file', () => {
    const data = Buffer.concat([box('ftyp'), box('moov', box('trak'), box('mvex'))]);
    expect(readBoxes(data, 16).map(({ type }) => type)).toEqual(['trak', 'mvex']);
  });

  it.each([
    ['a header that is cut off', Buffer.from([0, 0, 0, 8, 0x66]), 'box header cut off at byte 0'],
    [
      'a long header that is cut off',
      longBox('mdat', Buffer.alloc(0)).subarray(0, 12),
      'box header cut off at byte 0',
    ],
    [
      'content that is cut off',
      box('mdat', Buffer.alloc(10)).subarray(0, 12),
      'box "mdat" of 18 bytes at 0 does not fit into 12 bytes',
    ],
    [
      'a size of nothing',
      Buffer.concat([box('ftyp'), Buffer.alloc(8)]),
      'box "\0\0\0\0" of 0 bytes at 8 does not fit into 16 bytes',
    ],
    [
      'a size smaller than its header',
      longBox('mdat', Buffer.alloc(0), 8n),
      'box "mdat" of 8 bytes at 0 does not fit into 16 bytes',
    ],
    [
      'a size beyond all numbers',
      longBox('mdat', Buffer.alloc(0), 2n ** 64n - 1n),
      'box "mdat" of 18446744073709552000 bytes at 0 does not fit into 16 bytes',
    ],
  ])('refuses %s', (_, data, message) => {
    expect(() => readBoxes(data)).toThrow(new Mp4Error(message));
  });
});

describe('a header full of boxes', () => {
  it('is refused before it fills the memory', () => {
    const data = Buffer.concat(Array<Buffer>(100_001).fill(box('free')));
    expect(readBoxes(data, 8)).toHaveLength(100_000);
    expect(() => readBoxes(data)).toThrow(new Mp4Error('more than 100000 boxes follow each other'));
  });
});

describe('findBox', () => {
  const data = Buffer.concat([
    box('ftyp'),
    box('moov', box('trak', box('mdia', Buffer.alloc(0))), box('trak', box('edts'))),
  ]);

  it('follows a path and takes the first of each', () => {
    expect(findBox(data, ['moov', 'trak', 'mdia'])).toEqual({
      type: 'mdia',
      start: 24,
      end: 32,
      contentStart: 32,
    });
    expect(findBox(data, ['moov', 'trak', 'edts'])).toBeNull();
  });

  it('begins where it is told to', () => {
    const moov = requireBox(data, ['moov']);
    expect(findBox(data, ['trak'], moov)?.start).toBe(16);
    expect(findBox(data, [], moov)).toBe(moov);
  });

  it('has a name for what is missing', () => {
    expect(() => requireBox(data, ['moov', 'mvex', 'trex'])).toThrow(
      new Mp4Error('there is no moov/mvex/trex box'),
    );
  });
});
