import { spawn } from 'node:child_process';
import { containedFfmpeg } from './containment.js';
import { superviseProcess, type ProcessEnd } from './supervise-process.js';

const timeoutMs = 30_000;

/** Runs ffprobe and hears its output line by line: of a long file it may be long. */
export function runFfprobe(
  ffprobePath: string,
  args: readonly string[],
  { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<ProcessEnd> {
  const child = spawn(containedFfmpeg, [ffprobePath, '-hide_banner', '-v', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return superviseProcess(child, { label: 'ffprobe', timeoutMs, signal, onStdoutLine: onLine });
}
