import { createInterface } from 'node:readline';
import { SluiceError } from '@sluice/vod';
import type { Sandbox } from './sandbox.js';
import type { SandboxedRun } from './sandboxed-run.js';
import { startInSandbox, type ProcessEnd } from './start-in-sandbox.js';

export interface Supervision {
  timeoutMs: number;
  /** Aborting kills the process tree; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  onStdoutLine?: (line: string) => void;
  /** Instead of the one in force. */
  sandbox?: Sandbox;
}

/**
 * Runs a program to its end, whatever that is. Throws SluiceError `time_limit_exceeded` (of the processor's:
 * ProcessorTimeSpent) or `ffmpeg_unavailable`, or the reason of the abort signal; an exit code is for the caller to judge.
 */
export async function runToEnd(run: SandboxedRun, supervision: Supervision): Promise<ProcessEnd> {
  const { timeoutMs, signal, onStdoutLine, sandbox } = supervision;
  signal?.throwIfAborted();
  const running = startInSandbox(run, { sandbox });
  const [stdout] = running.outputs;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    running.kill();
  }, timeoutMs);
  signal?.addEventListener('abort', running.kill, { once: true });
  if (onStdoutLine) createInterface({ input: stdout!, crlfDelay: Infinity }).on('line', onStdoutLine);
  else stdout!.resume();
  try {
    const end = await running.ended.finally(() => signal?.throwIfAborted());
    if (timedOut)
      throw new SluiceError(
        'time_limit_exceeded',
        `${run.label} was stopped after ${Math.round(timeoutMs / 1000)} s.`,
      );
    return end;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', running.kill);
  }
}
