import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SluiceError } from '@sluice/vod';

const logTailLines = 60;
const logLineMax = 500;

export interface Supervision {
  /** For error texts: "ffprobe", "encoding". */
  label: string;
  timeoutMs: number;
  /** Aborting kills the process tree; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  onStdoutLine?: (line: string) => void;
}

export interface ProcessEnd {
  exitCode: number | null;
  exitSignal: NodeJS.Signals | null;
  /** The last lines of stderr. */
  logTail: string[];
  wallSec: number;
}

/**
 * Watches a media process to its end, whatever that is. Throws SluiceError `time_limit_exceeded` or
 * `ffmpeg_unavailable`, or the reason of the abort signal; an exit code is for the caller to judge.
 */
export async function superviseProcess(child: ChildProcess, options: Supervision): Promise<ProcessEnd> {
  const startedAt = performance.now();
  const logTail: string[] = [];
  let timedOut = false;
  const kill = (): void => killTree(child);
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted) kill();
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      logTail.push(line.slice(0, logLineMax));
      if (logTail.length > logTailLines) logTail.shift();
    });
  if (child.stdout && options.onStdoutLine)
    createInterface({ input: child.stdout }).on('line', options.onStdoutLine);
  try {
    const { exitCode, exitSignal } = await ended(child, options.label);
    options.signal?.throwIfAborted();
    if (timedOut)
      throw new SluiceError(
        'time_limit_exceeded',
        `${options.label} was stopped after ${Math.round(options.timeoutMs / 1000)} s.`,
      );
    return { exitCode, exitSignal, logTail, wallSec: (performance.now() - startedAt) / 1000 };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
  }
}

/** The wrapper made the process the leader of its group; before that moment only the process itself can be killed. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function ended(
  child: ChildProcess,
  label: string,
): Promise<{ exitCode: number | null; exitSignal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new SluiceError('ffmpeg_unavailable', `${label} could not be started.`, { cause })),
    );
    // 'close', not 'exit': the last lines of the log are in then
    child.once('close', (exitCode, exitSignal) => resolve({ exitCode, exitSignal }));
  });
}
