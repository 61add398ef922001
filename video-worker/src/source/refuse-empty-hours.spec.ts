import { expect, it } from 'vitest';
import type { SourceMedia } from '@sluice/vod';
import { refuseEmptyHours } from './refuse-empty-hours.js';

const file = (sizeBytes: number, durationSec: number | null): SourceMedia => ({
  container: 'mov',
  startSec: 0,
  durationSec,
  sizeBytes,
  video: null,
  audio: [],
  hasCoverArt: false,
});

it.each([
  ['a still picture of ten minutes', 3000, 600],
  ['an hour of silence with a slide', 400_000, 3600],
  ['a day at its quietest', 3_000_000, 86_400],
  ['what does not say how long it is', 100, null],
])('takes %s', (_, sizeBytes, durationSec) => {
  expect(() => refuseEmptyHours(file(sizeBytes, durationSec))).not.toThrow();
});

it('refuses 28 kB that claim a day', () => {
  expect(() => refuseEmptyHours(file(28_000, 86_400))).toThrow(
    'source_unreadable: The file claims to last 1440 minutes, and is too small to hold so much.',
  );
});
