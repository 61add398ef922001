import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Question } from '../platform/http.js';

/** How much memory a process holds, in megabytes. */
export const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The value below which `share` of them lie. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN;

/** The most memory that a process held from now on. */
export function watchMemory(pid: number): { stop(): { beforeMb: number; mostMb: number } } {
  const beforeMb = residentMb(pid);
  let mostMb = beforeMb;
  const look = (): void => void (mostMb = Math.max(mostMb, residentMb(pid)));
  const timer = setInterval(look, 100);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return { beforeMb, mostMb };
    },
  };
}

export interface Latencies {
  p95Ms: number;
  worstMs: number;
  count: number;
  /** Answers that were none, or not of the expected kind. */
  failures: string[];
}

/** Asks every `everyMs`, whether the question before was answered or not. A question is [method, path, what goes with it]. */
export function askRegularly(
  url: string,
  questions: readonly (readonly [string, string, Question?])[],
  { everyMs = 100, expected = [200] }: { everyMs?: number; expected?: readonly number[] } = {},
): { stop(): Promise<Latencies> } {
  const tookMs: number[] = [];
  const failures: string[] = [];
  const asked: Promise<void>[] = [];
  const next = async (): Promise<void> => {
    const [method, path, question] = questions[asked.length % questions.length]!;
    const startedAt = performance.now();
    const status = await ask(url, method, path, question).then(
      (answer) => answer.status,
      (error: Error) => error.message,
    );
    tookMs.push(performance.now() - startedAt);
    if (!expected.includes(status as number)) failures.push(`${method} ${path}: ${status}`);
  };
  const timer = setInterval(() => asked.push(next()), everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      // what is never answered counts as the time until here
      await Promise.race([Promise.all(asked), sleep(30_000)]);
      const unanswered = asked.length - tookMs.length;
      const all = [...tookMs, ...Array.from({ length: unanswered }, () => 30_000)];
      return { p95Ms: percentile(all, 0.95), worstMs: Math.max(...all), count: all.length, failures };
    },
  };
}
