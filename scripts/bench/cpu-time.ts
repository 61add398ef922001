import { readFileSync } from 'node:fs';

/** Linux counts a process's time in these. */
const ticksPerSec = 100;

/** User and system time of a process and the children that it has waited for: fields 14 to 17 of /proc/PID/stat (proc(5)). */
export const cpuSeconds = (pid: number): number => sum(timesOf(pid));

/** Only of the children. */
export const cpuSecondsOfChildren = (pid: number): number => sum(timesOf(pid).slice(2));

function timesOf(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // the name in the second field may hold anything but ends at the last bracket
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).map((ticks) => Number(ticks) / ticksPerSec);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
