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

it('reads only the hours that a range needs, with what began in the hour before', async () => {
  for (let hour = 0; hour < 6; hour++) put(segmentPath(named(hour, noonMs + hour * 3_600_000)));
  const range = { fromMs: noonMs + 3 * 3_600_000 + 5000, toMs: noonMs + 4 * 3_600_000 + 5000 };
  expect((await readRing(folder, range)).map(({ seq }) => seq)).toEqual([2, 3, 4]);
});
