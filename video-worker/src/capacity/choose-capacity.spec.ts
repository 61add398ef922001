import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { chooseCapacity, type Capacity } from './choose-capacity.js';

const gigabytes = (count: number): number => count * 1024 ** 3;
const chosen = (cores: number, memoryGb: number, wanted?: number): Capacity =>
  chooseCapacity(wanted, { cores, memoryBytes: gigabytes(memoryGb) });

describe('chooseCapacity', () => {
  it.each([
    [1, { slots: 1, threads: 1, headThreads: 1 }],
    [2, { slots: 2, threads: 1, headThreads: 2 }],
    [3, { slots: 3, threads: 1, headThreads: 3 }],
    [4, { slots: 2, threads: 2, headThreads: 4 }],
    [5, { slots: 2, threads: 2, headThreads: 5 }],
    [16, { slots: 8, threads: 2, headThreads: 16 }],
  ])('uses all of %i cores where memory is plenty', (cores, capacity) => {
    expect(chosen(cores, 64)).toEqual(capacity);
  });

  it.each([
    [0.5, { slots: 1, threads: 16, headThreads: 16 }],
    [1, { slots: 1, threads: 16, headThreads: 16 }],
    [2, { slots: 2, threads: 8, headThreads: 16 }],
    [4, { slots: 4, threads: 4, headThreads: 16 }],
    [6, { slots: 7, threads: 2, headThreads: 16 }],
    [7, { slots: 8, threads: 2, headThreads: 16 }],
  ])(
    'takes on less with %d GB of memory, and gives each chunk more threads instead',
    (memoryGb, capacity) => {
      expect(chosen(16, memoryGb)).toEqual(capacity);
    },
  );

  it.each([
    [1, { slots: 1, threads: 16, headThreads: 16 }],
    [3, { slots: 3, threads: 5, headThreads: 16 }],
    [64, { slots: 64, threads: 2, headThreads: 16 }],
  ])('takes %i chunks at a time when it is told to, whatever there is', (wanted, capacity) => {
    expect(chosen(16, 0.5, wanted)).toEqual(capacity);
  });

  it('never gives ffmpeg no thread at all', () => {
    expect(chosen(1, 64, 8)).toEqual({ slots: 8, threads: 1, headThreads: 1 });
  });

  it('knows the machine that it runs on', () => {
    const { slots, threads, headThreads } = chooseCapacity(undefined);
    expect(headThreads).toBe(availableParallelism());
    expect(slots).toBeGreaterThanOrEqual(1);
    expect(slots * threads).toBeLessThanOrEqual(headThreads);
  });
});
