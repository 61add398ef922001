import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClaimLost, keepLease } from './keep-lease.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const keep = (renew: () => Promise<boolean>) =>
  keepLease(renew, { lastsMs: 20_000, everyMs: 5000 }, pino({ enabled: false }));

it('is renewed for as long as the work takes', async () => {
  const renew = vi.fn(() => Promise.resolve(true));
  const { signal, end } = keep(renew);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(renew).toHaveBeenCalledTimes(121);
  expect(signal.aborted).toBe(false);
  end();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(renew).toHaveBeenCalledTimes(121);
  expect(signal.aborted).toBe(false);
});

it('aborts the work as soon as somebody else has it', async () => {
  let isOurs = true;
  const { signal } = keep(() => Promise.resolve(isOurs));
  await vi.advanceTimersByTimeAsync(7000);
  isOurs = false;
  await vi.advanceTimersByTimeAsync(3000);
  expect(signal.reason).toBeInstanceOf(ClaimLost);
});

it.each<[string, () => Promise<boolean>]>([
  ['refuses', () => Promise.reject(new Error('away'))],
  ['hangs', () => new Promise(() => undefined)],
])('outlasts a database that %s, but not for longer than it lasts', async (_, broken) => {
  let renew = (): Promise<boolean> => Promise.resolve(true);
  const { signal } = keep(() => renew());
  await vi.advanceTimersByTimeAsync(1000);
  renew = broken;
  await vi.advanceTimersByTimeAsync(15_000);
  renew = () => Promise.resolve(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(signal.aborted).toBe(false);
  renew = broken;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(signal.reason).toBeInstanceOf(ClaimLost);
});
