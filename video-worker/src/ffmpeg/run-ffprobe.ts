import { runToEnd, type ProcessEnd } from '@sluice/sandbox';
import { fileUrl, untrustedInputArgs } from './input-args.js';
import { basicNiceness } from './niceness.js';

const timeoutMs = 30_000;
/** Walking through the index of a day takes 3; a file that keeps it busy for longer is none. */
export const probeCpuSec = 20;

/** Runs ffprobe on a file that somebody uploaded, and hears its output line by line: of a long file it may be long. */
export function runFfprobe(
  ffprobePath: string,
  path: string,
  args: readonly string[],
  { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<ProcessEnd> {
  const run = {
    label: 'ffprobe',
    binary: ffprobePath,
    args: ['-hide_banner', '-v', 'error', ...untrustedInputArgs, ...args, fileUrl(path)],
    reads: [path],
    limits: { cpuSec: probeCpuSec },
    niceness: basicNiceness,
  };
  return runToEnd(run, { timeoutMs, signal, onStdoutLine: onLine });
}
