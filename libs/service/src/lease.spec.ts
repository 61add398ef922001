import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClaimLost, DatabaseAway, Lease, WorkerStops } from './lease.js';

const log = pino({ level: 'silent' });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A lease of 10 s whose renewals are answered as told, one after the other; the last answer is given again. */
function makeLease(...answers: (() => Promise<boolean>)[]): { lease: Lease; renewals: () => number } {
  let renewals = 0;
  const renew = (): Promise<boolean> => {
    const answer = answers[Math.min(renewals, answers.length - 1)]!;
    renewals++;
    return answer();
  };
  return { lease: new Lease(renew, 10, log).start(), renewals: () => renewals };
}
const ours = (): Promise<boolean> => Promise.resolve(true);
const theirs = (): Promise<boolean> => Promise.resolve(false);
const away = (): Promise<boolean> => Promise.reject(new Error('connection refused'));
const hanging = (): Promise<boolean> => new Promise(() => undefined);
const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000);

describe('Lease', () => {
  it('is renewed every second, as long as the work goes on', async () => {
    const { lease, renewals } = makeLease(ours);
    await seconds(60.5);
    expect(renewals()).toBe(60);
    expect(lease.signal.aborted).toBe(false);
    lease.stop();
    await seconds(60);
    expect(renewals()).toBe(60);
  });

  it('ends the work when somebody else has it', async () => {
    const { lease } = makeLease(ours, theirs);
    await seconds(1.5);
    expect(lease.signal.aborted).toBe(false);
    await seconds(1);
    expect(lease.signal.reason).toBeInstanceOf(ClaimLost);
    expect(lease.signal.reason).not.toBeInstanceOf(DatabaseAway);
    lease.stop();
  });

  it.each([
    ['is away', away],
    ['hangs', hanging],
  ])(
    'ends the work when the database %s for longer than the lease lasts: others may have it by now',
    async (_, answer) => {
      const { lease } = makeLease(ours, answer);
      await seconds(10.9);
      expect(lease.signal.aborted).toBe(false);
      await seconds(2);
      expect(lease.signal.reason).toBeInstanceOf(ClaimLost);
      expect(lease.signal.reason).toBeInstanceOf(DatabaseAway);
      lease.stop();
    },
  );

  it('bears a database that is away for a moment', async () => {
    const { lease } = makeLease(ours, away, away, away, ours);
    await seconds(60);
    expect(lease.signal.aborted).toBe(false);
    lease.stop();
  });

  it('counts from when a renewal was asked for: the answer may be late', async () => {
    const late = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(true), 9000));
    const { lease } = makeLease(late, hanging);
    await seconds(10.5);
    expect(lease.signal.aborted).toBe(false);
    await seconds(2);
    expect(lease.signal.reason).toBeInstanceOf(ClaimLost);
    lease.stop();
  });

  it('takes no refusal for a loss that comes after the end: the row has moved on', async () => {
    const refusesLate = (): Promise<boolean> =>
      new Promise((resolve) => setTimeout(() => resolve(false), 500));
    const { lease } = makeLease(refusesLate);
    await seconds(1.2);
    lease.stop();
    await seconds(5);
    expect(lease.signal.aborted).toBe(false);
  });

  it('ends the work when the worker stops', async () => {
    const { lease, renewals } = makeLease(ours);
    const reason = new WorkerStops('the worker is stopping');
    lease.abort(reason);
    expect(lease.signal.reason).toBe(reason);
    await seconds(3);
    expect(renewals()).toBeLessThanOrEqual(1);
    lease.stop();
  });
});
