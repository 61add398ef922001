import type { FragmentTimes } from './fragments.js';
import type { TakeTrack } from './take-init.js';

/** Clocks of browsers are wrong by some ms; what would have to be moved further is something else. */
const shiftMaxSec = 0.5;

/**
 * Puts the fragments of takes on one clock, on which decoding never goes back. A take that would begin before 0 or
 * before the last one has ended is moved by what is missing; fragments that lie deeper in the past are left out.
 */
export class FilmClock {
  /** The first tick that is free in each track. */
  readonly #free = new Map<number, number>();
  #tracks: readonly TakeTrack[] = [];
  #startSec = 0;
  #isSettled = false;

  /** How far the take was moved from where it should be. */
  movedSec = 0;

  beginTake(startSec: number, tracks: readonly TakeTrack[]): void {
    this.#tracks = tracks;
    this.#startSec = startSec;
    this.#isSettled = false;
    this.movedSec = 0;
  }

  /** By how many ticks the fragment's tracks move; null for a fragment that is to be left out. */
  place(times: readonly FragmentTimes[]): Map<number, number> | null {
    if (times.length === 0) return null;
    const lateSec = Math.max(
      0,
      ...times.map(({ trackId, startTicks }) => {
        const overlap = this.#freeIn(trackId) - (startTicks + this.#shiftOf(trackId));
        return overlap / this.#timescaleOf(trackId);
      }),
    );
    if (lateSec > 0 && (this.#isSettled || lateSec > shiftMaxSec)) return null;
    this.#startSec += lateSec;
    this.movedSec += lateSec;
    this.#isSettled = true;
    const shifts = new Map<number, number>();
    for (const { trackId, startTicks, lastTicks } of times) {
      // rounding may leave it a tick short
      const shift = Math.max(this.#shiftOf(trackId), this.#freeIn(trackId) - startTicks);
      shifts.set(trackId, shift);
      this.#free.set(trackId, lastTicks + shift + 1);
    }
    return shifts;
  }

  /** Where the take's time is 0 on the film's clock. */
  get startSec(): number {
    return this.#startSec;
  }

  #shiftOf(trackId: number): number {
    return Math.round(this.#startSec * this.#timescaleOf(trackId));
  }

  #freeIn(trackId: number): number {
    return this.#free.get(trackId) ?? 0;
  }

  #timescaleOf(trackId: number): number {
    return this.#tracks.find((track) => track.trackId === trackId)?.timescale ?? 1;
  }
}
