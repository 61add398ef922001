import { readFileSync } from 'node:fs';

/** proc(5): the clock ticks of utime and stime; on Linux a tick is always told as a hundredth of a second. */
const ticksPerSec = 100;

/** Seconds of processor time of a process and all of its threads; null where that can't be told. */
export function cpuTimeSec(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the command's name, in brackets, may hold anything
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSec;
  } catch {
    return null;
  }
}

/** Calls `onSpent` once when the process has used up its budget. Answers how to stop watching. */
export function watchCpuTime(pidOf: () => number, budgetSec: number, onSpent: () => void): () => void {
  const timer = setInterval(() => {
    if ((cpuTimeSec(pidOf()) ?? 0) < budgetSec) return;
    clearInterval(timer);
    onSpent();
  }, 500);
  return () => clearInterval(timer);
}
