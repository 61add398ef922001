import { describe, expect, it } from 'vitest';
import {
  bySeq,
  cameraFolder,
  hourFolder,
  isOpenFile,
  openRunFolder,
  parseHourFolder,
  parseRunId,
  parseSegmentPath,
  segmentPath,
} from './segment-name.js';
import { segment } from './testing/ring.js';

const named = {
  startMs: 1_795_186_805_123,
  durationMs: 1001,
  frames: 30,
  epoch: 3,
  run: 17,
  seq: 4711,
  isRecovered: false,
};

describe('a segment’s path', () => {
  it('tells everything in UTC', () => {
    expect(segmentPath(named)).toBe('20261120/15/1795186805123_1001_30_3-17_4711.ts');
    expect(segmentPath({ ...named, isRecovered: true })).toBe(
      '20261120/15/1795186805123_1001_30_3-17_4711r.ts',
    );
  });

  it.each([
    named,
    { ...named, isRecovered: true },
    { ...named, startMs: named.startMs + 86_400_000, seq: 0 },
  ])('is read back', (original) => {
    expect(parseSegmentPath(segmentPath(original))).toEqual(original);
  });

  it.each([
    '',
    'open/3-17/000001.ts',
    '20261120/16/1795186805123_1001_30_3-17_4711.ts',
    '1795186805123_1001_30_3-17_4711.ts',
    '20261120/15/1795186805123_1001_30_3-17_04711.ts',
    '20261120/15/1795186805123_1001_30_3-17_4711.ts.tmp',
    '20261120/15/1795186805123_1001_30_3_4711.ts',
    '../20261120/15/1795186805123_1001_30_3-17_4711.ts',
  ])('is nothing else: %s', (path) => {
    expect(parseSegmentPath(path)).toBeNull();
  });
});

it('knows the folders of hours', () => {
  expect(hourFolder(Date.UTC(2026, 0, 2, 3, 59, 59, 999))).toBe('20260102/03');
  expect(parseHourFolder('20260102/03')).toBe(Date.UTC(2026, 0, 2, 3));
  for (const other of ['20261302/03', '20260102/24', 'open/1-1', '20260102'])
    expect(parseHourFolder(other)).toBeNull();
});

it('knows the folders of runs and what is in them', () => {
  expect(openRunFolder({ epoch: 3, run: 17 })).toBe('open/3-17');
  expect(parseRunId('3-17')).toEqual({ epoch: 3, run: 17 });
  for (const other of ['3', '3-', '-17', '3-17r', 'x-1']) expect(parseRunId(other)).toBeNull();
  expect(['000000.ts', '1000000.ts', '00000.ts', '000000.ts.tmp'].map(isOpenFile)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(cameraFolder('id')).toBe('live/id');
});

it('orders by seq, also when the clock was set back', () => {
  const [early, late] = [segment(2, { startMs: 5000 }), segment(1, { startMs: 9000 })];
  expect([early, late].toSorted(bySeq)).toEqual([late, early]);
});
