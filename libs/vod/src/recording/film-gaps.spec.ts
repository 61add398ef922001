import { describe, expect, it } from 'vitest';
import { findGaps, type TakeShape } from './film-gaps.js';

/** A take of chunks of 2 s behind its init segment, of which some are missing. */
const take = (
  startMs: number,
  count: number,
  changes: Partial<TakeShape> = {},
  missing: number[] = [],
): TakeShape => ({
  container: 'mp4',
  startMs,
  endReason: 'stopped',
  chunkCount: count,
  recordedChunks: count,
  chunks: Array.from({ length: count }, (_, seq) => ({
    seq,
    startMs: Math.max(0, seq - 1) * 2000,
    endMs: seq * 2000,
  })).filter(({ seq }) => !missing.includes(seq)),
  ...changes,
});

describe('findGaps', () => {
  it.each<[string, TakeShape[], number, [number, number, string][]]>([
    ['nothing is missing', [take(30, 16)], 30_400, []],
    ['somebody comes late', [take(1300, 6)], 11_300, [[0, 1.3, 'absent']]],
    ['somebody leaves early', [take(0, 6)], 20_000, [[10, 20, 'absent']]],
    [
      'a pause, however short, and a new encoder at once',
      [take(0, 3, { endReason: 'paused' }), take(4200, 3, { endReason: 'device_changed' }), take(8400, 3)],
      12_400,
      [[4, 4.2, 'paused']],
    ],
    [
      'an encoder that failed and came back',
      [take(0, 3, { endReason: 'failed' }), take(6000, 3, { endReason: null }), take(11_000, 3)],
      15_000,
      [
        [4, 6, 'interrupted'],
        [10, 11, 'interrupted'],
      ],
    ],
    [
      'chunks between others',
      [take(500, 9, {}, [2, 3, 6])],
      16_500,
      [
        [2.5, 6.5, 'missing_chunks'],
        [10.5, 12.5, 'missing_chunks'],
      ],
    ],
    ['the first ones', [take(0, 5, {}, [1])], 8000, [[0, 2, 'missing_chunks']]],
    ['the last ones', [take(0, 5, { chunkCount: 7 })], 11_500, [[8, 11.5, 'missing_chunks']]],
    [
      'the last ones, before another take',
      [take(0, 3, { chunkCount: null, recordedChunks: 6 }), take(7000, 3)],
      11_000,
      [[4, 7, 'missing_chunks']],
    ],
    ['a start some ms before 0', [take(-40, 3)], 4000, []],
  ])('%s', (_, takes, durationMs, gaps) => {
    expect(findGaps(takes, durationMs)).toEqual(
      gaps.map(([fromSec, toSec, reason]) => ({ fromSec, toSec, reason })),
    );
  });

  it('takes a take for missing as a whole when it cannot be used', () => {
    expect(findGaps([take(0, 3), take(4000, 3, {}, [0])], 8000, new Set([1]))).toEqual([
      { fromSec: 4, toSec: 8, reason: 'missing_chunks' },
    ]);
  });
});
