import { writeFileSync } from 'node:fs';

/**
 * Makes a niceness count for the whole machine. Where Linux shares the processor among sessions first (sched(7),
 * autogroup), it counts only among the processes of one session: an ffmpeg in a session of its own would be the equal of a
 * backend, and who watches or asks would wait for who encodes.
 */
export function giveWay(sessionPid: number, niceness: number): void {
  try {
    writeFileSync(`/proc/${sessionPid}/autogroup`, String(niceness));
  } catch {
    // another system, or one without autogroups: there the niceness itself is enough
  }
}
