import { describe, expect, it } from 'vitest';
import { FilmClock } from './film-clock.js';

const tracks = [
  { trackId: 1, timescale: 1000, isPicture: true, defaultSampleDuration: 0 },
  { trackId: 2, timescale: 48_000, isPicture: false, defaultSampleDuration: 1024 },
];
/** A fragment of two seconds: 20 pictures and its sound. */
const fragment = (sec: number) => [
  { trackId: 1, startTicks: 1000 * sec, lastTicks: 1000 * sec + 1900 },
  { trackId: 2, startTicks: 48_000 * sec, lastTicks: 48_000 * sec + 95_000 },
];
const shifts = (...both: number[]) => new Map(both.map((ticks, at) => [at + 1, ticks]));

describe('FilmClock', () => {
  it('moves each track by the take’s start, in its own ticks', () => {
    const clock = new FilmClock();
    clock.beginTake(1.3, tracks);
    expect(clock.place(fragment(0))).toEqual(shifts(1300, 62_400));
    expect(clock.place(fragment(4))).toEqual(shifts(1300, 62_400));
    clock.beginTake(60.0004, tracks);
    expect(clock.place(fragment(0))).toEqual(shifts(60_000, 2_880_019));
    expect(clock.movedSec).toBe(0);
  });

  it('moves a take that begins a little before 0 to 0, as a whole', () => {
    const clock = new FilmClock();
    clock.beginTake(-0.04, tracks);
    expect(clock.place(fragment(0))).toEqual(shifts(0, 0));
    expect(clock.place(fragment(2))).toEqual(shifts(0, 0));
    expect(clock.movedSec).toBeCloseTo(0.04);
  });

  it('leaves out what lies before 0, and keeps the rest where it belongs', () => {
    const clock = new FilmClock();
    clock.beginTake(-3, tracks);
    expect(clock.place(fragment(0))).toBeNull();
    expect(clock.place(fragment(2))).toBeNull();
    expect(clock.place(fragment(4))).toEqual(shifts(-3000, -144_000));
  });

  it('lets a take begin when the one before it has ended', () => {
    const clock = new FilmClock();
    clock.beginTake(0, tracks);
    clock.place(fragment(0));
    clock.beginTake(1.8, tracks);
    const placed = clock.place(fragment(0))!;
    expect(placed.get(1)).toBe(1979);
    expect(placed.get(2)).toBe(95_001);
  });

  it('leaves out a fragment that goes back in its own take', () => {
    const clock = new FilmClock();
    clock.beginTake(0, tracks);
    clock.place(fragment(2));
    expect(clock.place(fragment(2))).toBeNull();
    expect(clock.place(fragment(4))).not.toBeNull();
  });
});
