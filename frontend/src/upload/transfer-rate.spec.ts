import { describe, expect, it } from 'vitest';
import { addSample, type TransferSample, transferRate, transferTimeLeft } from './transfer-rate';

const collect = (...samples: TransferSample[]) => samples.reduce<TransferSample[]>(addSample, []);

describe('transferRate', () => {
  it('is unknown with one sample or within half a second', () => {
    expect(transferRate([])).toBeNull();
    expect(transferRate(collect({ atMs: 0, sentBytes: 0 }))).toBeNull();
    expect(transferRate(collect({ atMs: 0, sentBytes: 0 }, { atMs: 499, sentBytes: 9000 }))).toBeNull();
  });

  it('is bytes over time', () => {
    expect(transferRate(collect({ atMs: 1000, sentBytes: 0 }, { atMs: 3000, sentBytes: 4000 }))).toBe(2000);
  });

  it('follows a line that became slower, and forgets how fast it was', () => {
    const fast = Array.from({ length: 11 }, (_, second) => ({
      atMs: second * 1000,
      sentBytes: second * 100_000,
    }));
    const slow = Array.from({ length: 12 }, (_, second) => ({
      atMs: 11_000 + second * 1000,
      sentBytes: 1_000_000 + (second + 1) * 1000,
    }));
    expect(transferRate(collect(...fast, ...slow))).toBe(1000);
  });

  it('falls to nothing when nothing moves', () => {
    const stalled = collect({ atMs: 0, sentBytes: 500 }, { atMs: 20_000, sentBytes: 500 });
    expect(transferRate(stalled)).toBe(0);
  });
});

describe('transferTimeLeft', () => {
  it('divides what is left by the rate', () => expect(transferTimeLeft(3000, 1000)).toBe(3));
  it.each([null, 0])('does not guess with a rate of %s', (rate) =>
    expect(transferTimeLeft(3000, rate)).toBeNull(),
  );
});
