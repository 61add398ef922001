import { describe, expect, it } from 'vitest';
import { packetBytes } from './packets.js';
import { unwrapPts } from './pts.js';
import { readTsSegment } from './read-segment.js';
import { h264, makeSegment, pictures, sound } from './testing/make-segment.js';

const second = makeSegment(pictures(1), h264);
const ticksPerFrame = 3000;

describe('readTsSegment', () => {
  it('finds every picture and its time', () => {
    const segment = readTsSegment(second)!;
    expect(segment).toMatchObject({
      codec: 'h264',
      frameTicks: ticksPerFrame,
      startsWithKeyFrame: true,
      isTorn: false,
    });
    expect(segment.frames).toHaveLength(30);
    expect(segment.lastPtsTicks - segment.firstPtsTicks).toBe(29 * ticksPerFrame);
    expect(segment.frames.map(({ ptsTicks }) => ptsTicks - segment.firstPtsTicks)).toEqual(
      Array.from({ length: 30 }, (_, at) => at * ticksPerFrame),
    );
    expect(second[segment.frames[7]!.start]).toBe(0x47);
  });

  it('takes the times as they are shown where pictures come in another order', () => {
    const segment = readTsSegment(
      makeSegment(pictures(1), ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '30']),
    )!;
    expect(segment.frames).toHaveLength(30);
    expect(segment.lastPtsTicks - segment.firstPtsTicks).toBe(29 * ticksPerFrame);
    const times = segment.frames.map(({ ptsTicks }) => ptsTicks);
    expect(times).not.toEqual(times.toSorted((a, b) => a - b));
  });

  it('leaves sound out of it', () => {
    const segment = readTsSegment(
      makeSegment([...pictures(1), ...sound(1)], [...h264, '-c:a', 'aac', '-map', '0', '-map', '1']),
    )!;
    expect(segment.frames).toHaveLength(30);
  });

  it('goes on across the end of the 33 bits', () => {
    // ffmpeg begins at 0: half a second before the clock begins again
    const offsetSec = (2 ** 33 - 45_000) / 90_000;
    const segment = readTsSegment(
      makeSegment(pictures(1), [...h264, '-output_ts_offset', String(offsetSec)]),
    )!;
    expect(segment.frames).toHaveLength(30);
    expect(segment.lastPtsTicks - segment.firstPtsTicks).toBe(29 * ticksPerFrame);
    expect(segment.lastPtsTicks).toBeGreaterThan(2 ** 33);
  });

  it('counts the pictures that a torn file has', () => {
    const whole = readTsSegment(second)!;
    for (const share of [0.3, 0.62, 0.9]) {
      const cut = Math.floor((second.length * share) / packetBytes) * packetBytes + 77;
      const torn = readTsSegment(second.subarray(0, cut))!;
      expect(torn.frames).toEqual(whole.frames.filter(({ start }) => start + packetBytes <= cut));
      expect(torn).toMatchObject({ isTorn: true, startsWithKeyFrame: true });
    }
  });

  it('finds its way back after bytes that are no packet', () => {
    const at = 40 * packetBytes;
    const disturbed = Buffer.concat([second.subarray(0, at), Buffer.alloc(100, 0x47), second.subarray(at)]);
    expect(readTsSegment(disturbed)!.frames.length).toBeGreaterThanOrEqual(29);
  });

  it('sees that one begins in the middle of a group of pictures', () => {
    const whole = readTsSegment(second)!;
    // the tables, then from the fourth picture on
    const from = whole.frames[3]!.start;
    const tables = second.subarray(0, 3 * packetBytes);
    const segment = readTsSegment(Buffer.concat([tables, second.subarray(from)]))!;
    expect(segment.startsWithKeyFrame).toBe(false);
  });

  it('knows a key frame by its slices where the muxer marks none', () => {
    const unmarked = Buffer.from(second);
    for (let at = 0; at + packetBytes <= unmarked.length; at += packetBytes)
      if ((unmarked[at + 3]! & 0x20) !== 0 && unmarked[at + 4]! > 0) unmarked[at + 5]! &= ~0x40;
    expect(readTsSegment(unmarked)!.startsWithKeyFrame).toBe(true);
  });

  it('reads HEVC', () => {
    const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:bframes=0'];
    const segment = readTsSegment(makeSegment(pictures(0.3), hevc))!;
    expect(segment).toMatchObject({ codec: 'hevc', startsWithKeyFrame: true });
    expect(segment.frames).toHaveLength(9);
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(1000)],
    ['sync bytes alone', Buffer.alloc(4000, 0x47)],
    ['less than a packet', second.subarray(0, 100)],
    ['only the tables', second.subarray(0, 3 * packetBytes)],
    ['sound alone', makeSegment(sound(0.2), ['-c:a', 'aac'])],
  ])('finds no picture in %s', (_, data) => {
    expect(readTsSegment(data)).toBeNull();
  });

  it('throws at nothing, wherever the bytes are wrong', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const broken = Buffer.from(second.subarray(0, 30 * packetBytes));
      for (let hit = 0; hit < 40; hit++)
        broken[(seed * 7919 + hit * 104_729) % broken.length] = (seed * 31 + hit * 17) % 256;
      expect(() => readTsSegment(broken)).not.toThrow();
    }
  });
});

it('unwraps a time next to one that is known', () => {
  const turn = 2 ** 33;
  expect(unwrapPts(100, turn - 100)).toBe(turn + 100);
  expect(unwrapPts(turn - 100, 100)).toBe(-100);
  expect(unwrapPts(5000, 5000)).toBe(5000);
  expect(unwrapPts(5, 7 * turn)).toBe(7 * turn + 5);
});
