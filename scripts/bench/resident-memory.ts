import { readFileSync } from 'node:fs';

/** What a process holds in memory: VmRSS of /proc/PID/status (proc(5)). */
export const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
