import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { segmentPath } from '@sluice/vod';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRing } from './read-ring.js';

const noonMs = Date.UTC(2026, 10, 20, 12);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-ring-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, bytes = 10): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), Buffer.alloc(bytes));
};
const named = (seq: number, startMs: number) => ({
  startMs,
  durationMs: 1000,
  frames: 30,
  epoch: 1,
  run: 1,
  seq,
  isRecovered: false,
});

it('reads the names, in order of seq, and sizes', async () => {
  const wanted = [named(9, noonMs + 9000), named(10, noonMs + 3_600_000), named(11, noonMs + 86_400_000)];
  for (const segment of wanted.toReversed()) put(segmentPath(segment), segment.seq);
  expect(await readRing(folder)).toEqual(wanted.map((segment) => ({ ...segment, sizeBytes: segment.seq })));
});

it('passes over whatever is no segment', async () => {
  put('open/1-1/000000.ts');
  put('20261120/12/notes.txt');
  put('20261120/loose.ts');
  put('12345678');
  expect(await readRing(folder)).toEqual([]);
  expect(await readRing(join(folder, 'nothing'))).toEqual([]);
});

it('reads only what holds some of a range, also across the hour', async () => {
  const firstMs = noonMs + 3_600_000 - 3500;
  for (let seq = 0; seq < 7; seq++) put(segmentPath(named(seq, firstMs + seq * 1000)));
  const seqs = async (fromMs: number, toMs: number) =>
    (await readRing(folder, { fromMs: firstMs + fromMs, toMs: firstMs + toMs })).map(({ seq }) => seq);
  expect(await seqs(2500, 4500)).toEqual([2, 3, 4]);
  expect(await seqs(2000, 4000)).toEqual([2, 3]);
  expect(await seqs(-9_999_999, 500)).toEqual([0]);
  expect(await seqs(8000, 9_999_999)).toEqual([]);
});
