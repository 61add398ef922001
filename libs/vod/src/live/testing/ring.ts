import type { RingSegment } from '../segment-name.js';

export const noonMs = Date.UTC(2026, 10, 20, 12);

/** A segment of a second and 100 kB, `seq` seconds after noon, unless it is said otherwise. */
export const segment = (seq: number, own: Partial<RingSegment> = {}): RingSegment => ({
  startMs: noonMs + seq * 1000,
  durationMs: 1000,
  frames: 30,
  epoch: 1,
  run: 7,
  seq,
  isRecovered: false,
  sizeBytes: 100_000,
  ...own,
});

export const segments = (from: number, to: number, own: Partial<RingSegment> = {}): RingSegment[] =>
  Array.from({ length: to - from }, (_, at) => segment(from + at, own));
