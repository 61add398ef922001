import { describe, expect, it } from 'vitest';
import { advanceClock, utcOf, type ClockJump, type ClockReading, type RunClock } from './run-clock.js';

const leastDelayMs = 1000 / 30;
const startUtcMs = Date.UTC(2026, 10, 20, 12);

/** Numbers between 0 and 1, the same at every run of the test. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Camera {
  seconds: number;
  /** The camera's clock gains this much on the wall's. */
  ppm: number;
  delayMs: (second: number) => number;
}

/** Segments of a second as such a camera delivers them, and the true UTC of each first picture. */
const deliveries = ({ seconds, ppm, delayMs }: Camera): { reading: ClockReading; trueUtcMs: number }[] =>
  Array.from({ length: seconds }, (_, second) => {
    const utcAt = (ptsMs: number): number => startUtcMs + ptsMs / (1 + ppm / 1e6);
    const [firstPtsMs, endPtsMs] = [second * 1000, second * 1000 + 1000];
    const receivedMs = utcAt(endPtsMs) + leastDelayMs + delayMs(second);
    return {
      reading: { receivedMs, monotonicMs: receivedMs - startUtcMs, firstPtsMs, endPtsMs, leastDelayMs },
      trueUtcMs: utcAt(firstPtsMs),
    };
  });

function follow(camera: Camera): { errorsMs: number[]; clock: RunClock } {
  let clock: RunClock | null = null;
  const errorsMs = deliveries(camera).map(({ reading, trueUtcMs }) => {
    const next = advanceClock(clock, reading);
    if (typeof next === 'string') throw new Error(next);
    clock = next;
    return utcOf(next, reading.firstPtsMs) - trueUtcMs;
  });
  return { errorsMs, clock: clock! };
}

const worstMs = (errorsMs: number[]): number => Math.max(...errorsMs.map(Math.abs));

describe('the clock of a run', () => {
  it('is right at once when nothing is delayed', () => {
    expect(worstMs(follow({ seconds: 600, ppm: 0, delayMs: () => 0 }).errorsMs)).toBeLessThan(0.01);
  });

  it.each([-500, -100, 0, 100, 500])(
    'stays within 40 ms for ten minutes with a camera whose clock is off by %i ppm and jittered deliveries',
    (ppm) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const random = randomNumbers(seed);
        const { errorsMs } = follow({ seconds: 600, ppm, delayMs: () => 5 + random() * random() * 80 });
        expect(worstMs(errorsMs.slice(5))).toBeLessThan(40);
      }
    },
  );

  it('says by how much the camera’s clock is off', () => {
    const random = randomNumbers(9);
    const { clock } = follow({ seconds: 300, ppm: 300, delayMs: () => random() * 10 });
    expect(clock.driftPpm).toBeGreaterThan(-360);
    expect(clock.driftPpm).toBeLessThan(-240);
  });

  it('takes the least delayed of the first five', () => {
    const delays = [400, 90, 250, 30, 500];
    const { errorsMs } = follow({ seconds: 5, ppm: 0, delayMs: (second) => delays[second]! });
    expect(errorsMs.map(Math.round)).toEqual([400, 90, 90, 30, 30]);
  });

  it('is not moved by a stall of the network of three seconds and what comes in a burst behind it', () => {
    const delayMs = (second: number): number => Math.max(0, second < 100 ? 0 : 3000 - (second - 100) * 1000);
    expect(worstMs(follow({ seconds: 200, ppm: 0, delayMs }).errorsMs)).toBeLessThan(5);
  });

  it('never moves by more than 500 ppm once it has settled', () => {
    const delayMs = (second: number): number => (second < 30 ? 200 : 0);
    const { errorsMs } = follow({ seconds: 120, ppm: 0, delayMs });
    const steps = errorsMs.slice(6).map((error, at) => Math.abs(error - errorsMs[at + 5]!));
    expect(Math.max(...steps)).toBeLessThanOrEqual(0.5001);
    expect(errorsMs.at(-1)).toBeLessThan(160);
  });
});

describe('a jump ends the run', () => {
  const settled = deliveries({ seconds: 10, ppm: 0, delayMs: () => 0 }).map(({ reading }) => reading);
  const clock = settled.reduce<RunClock | null>((clock, reading) => {
    return advanceClock(clock, reading) as RunClock;
  }, null)!;
  const next: ClockReading = {
    ...settled.at(-1)!,
    receivedMs: settled.at(-1)!.receivedMs + 1000,
    monotonicMs: settled.at(-1)!.monotonicMs + 1000,
    firstPtsMs: 10_000,
    endPtsMs: 11_000,
  };

  it.each<[ClockJump, Partial<ClockReading>]>([
    ['pts_jumped', { firstPtsMs: 12_000, endPtsMs: 13_000 }],
    ['pts_jumped', { firstPtsMs: 0, endPtsMs: 1000 }],
    ['wall_clock_set', { receivedMs: next.receivedMs + 1500 }],
    ['wall_clock_set', { receivedMs: next.receivedMs - 3_600_000 }],
    ['offset_jumped', { receivedMs: next.receivedMs - 1200, monotonicMs: next.monotonicMs - 1200 }],
  ])('%s', (jump, change) => {
    expect(advanceClock(clock, { ...next, ...change })).toBe(jump);
  });

  it('and nothing smaller does', () => {
    expect(advanceClock(clock, { ...next, firstPtsMs: 10_900, endPtsMs: 11_900 })).toMatchObject({
      readings: 11,
    });
  });

  it('also deliveries that stay late', () => {
    const late = Array.from({ length: 12 }, (_, second) => ({
      receivedMs: next.receivedMs + 2000 + second * 1000,
      monotonicMs: next.monotonicMs + 2000 + second * 1000,
      firstPtsMs: 10_000 + second * 1000,
      endPtsMs: 11_000 + second * 1000,
      leastDelayMs,
    }));
    let now: RunClock | ClockJump = clock;
    for (const reading of late) if (typeof now !== 'string') now = advanceClock(now, reading);
    expect(now).toBe('offset_jumped');
  });
});
