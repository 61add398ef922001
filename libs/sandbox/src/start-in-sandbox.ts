import { spawn, type ChildProcess, type StdioPipe } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SluiceError } from '@sluice/vod';
import { watchCpuTime } from './cpu-time.js';
import { giveWay } from './give-way.js';
import { sandboxInForce } from './in-force.js';
import type { Sandbox } from './sandbox.js';
import type { SandboxedRun } from './sandboxed-run.js';

const logTailLines = 60;
const logLineMax = 500;

export interface ProcessEnd {
  exitCode: number | null;
  exitSignal: NodeJS.Signals | null;
  /** The last lines of stderr. */
  logTail: string[];
  wallSec: number;
}

export interface SandboxedProcess {
  /** null when nothing is written to it. */
  stdin: Writable | null;
  /** stdout, and the pipes 3, 4, … in their order. */
  outputs: Readable[];
  /** ffmpeg's own. Until it is known, and when it could not be started, that of what stands around it. */
  pid: () => number;
  /**
   * When all that it wrote has been read, its end, whatever that is. Throws SluiceError `ffmpeg_unavailable` when it could
   * not be started, and ProcessorTimeSpent.
   */
  ended: Promise<ProcessEnd>;
  /** Sends ffmpeg itself a signal. */
  signal: (signal: NodeJS.Signals) => void;
  /** Kills it with all that it has started. */
  kill: () => void;
}

/** It has used up its budget of processor time: unlike time on the clock, it would do so again on an idle machine. */
export class ProcessorTimeSpent extends SluiceError {
  constructor(detail: string) {
    super('time_limit_exceeded', detail);
  }
}

/** Starts a program in the sandbox that is in force. The only place that does. `outputs`: how many pipes it writes to. */
export function startInSandbox(
  run: SandboxedRun,
  { hasInput = false, outputs = 1, sandbox = sandboxInForce() }: StartOptions = {},
): SandboxedProcess {
  const pipes: StdioPipe[] = Array.from({ length: outputs - 1 }, () => 'pipe');
  const statusFd = 3 + pipes.length;
  const [command = '', ...args] = sandbox.commandFor(run, statusFd);
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: run.workDir,
    stdio: [
      hasInput ? 'pipe' : 'ignore',
      'pipe',
      'pipe',
      ...pipes,
      ...(sandbox.tellsPids ? ['pipe' as const] : []),
    ],
    // a process group of its own, and no terminal; nothing of our environment, where secrets are
    detached: true,
    env: { PATH: process.env['PATH'] },
  });
  if (child.pid !== undefined && run.niceness) giveWay(child.pid, run.niceness);
  let innerPid: number | undefined;
  if (sandbox.tellsPids)
    createInterface({ input: child.stdio[statusFd] as Readable }).on('line', (line) => {
      innerPid ??= Number(/"child-pid": (\d+)/.exec(line)?.[1]) || undefined;
    });
  const pid = (): number => innerPid ?? child.pid ?? -1;
  const isRunning = (): boolean =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const kill = (): void => {
    if (isRunning()) killGroup(child);
  };
  const others = child.stdio.slice(3, statusFd) as Readable[];
  const ended = follow(child, run, sandbox, { pid, kill, startedAt });
  // whoever waits for it hears of it; perhaps nobody does any more
  ended.catch(() => undefined);
  return {
    stdin: child.stdin,
    outputs: [child.stdout!, ...others],
    pid,
    ended,
    signal: (signal) => {
      if (isRunning()) send(pid(), signal);
    },
    kill,
  };
}

interface StartOptions {
  hasInput?: boolean;
  outputs?: number;
  sandbox?: Sandbox;
}

async function follow(
  child: ChildProcess,
  { label, limits }: SandboxedRun,
  sandbox: Sandbox,
  { pid, kill, startedAt }: { pid: () => number; kill: () => void; startedAt: number },
): Promise<ProcessEnd> {
  const logTail: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    logTail.push(line.slice(0, logLineMax));
    if (logTail.length > logTailLines) logTail.shift();
  });
  let isSpent = false;
  const stopWatching =
    limits.cpuSec === null
      ? undefined
      : watchCpuTime(pid, limits.cpuSec, () => {
          isSpent = true;
          kill();
        });
  try {
    const [exitCode, exitSignal] = await closed(child, label);
    if (isSpent || exitSignal === 'SIGXCPU')
      throw new ProcessorTimeSpent(`${label} used more processor time than its ${limits.cpuSec} s.`);
    const end = {
      ...told(exitCode, exitSignal, sandbox),
      logTail,
      wallSec: (performance.now() - startedAt) / 1000,
    };
    refuseBadStart(end, label);
    return end;
  } finally {
    stopWatching?.();
  }
}

type Exit = [exitCode: number | null, exitSignal: NodeJS.Signals | null];

const closed = (child: ChildProcess, label: string): Promise<Exit> =>
  new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new SluiceError('ffmpeg_unavailable', `${label} could not be started.`, { cause })),
    );
    // 'close', not 'exit': the last lines of the log are in then
    child.once('close', (...exit: Exit) => resolve(exit));
  });

/** bwrap tells of a signal as shells do, by a code above 128. */
function told(exitCode: number | null, exitSignal: NodeJS.Signals | null, { tellsPids }: Sandbox) {
  if (!tellsPids || exitCode === null || exitCode <= 128) return { exitCode, exitSignal };
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name ? { exitCode: null, exitSignal: name as NodeJS.Signals } : { exitCode, exitSignal };
}

/** What the walls themselves complain of is ours, and must not be taken for something wrong with a file. */
function refuseBadStart({ exitCode, logTail }: ProcessEnd, label: string): void {
  const complaint = logTail.find((line) => /^(bwrap|prlimit|setpriv|nice): /.test(line));
  if (exitCode !== 0 && exitCode !== null && complaint)
    throw new SluiceError('ffmpeg_unavailable', `${label} could not be started.`, {
      cause: new Error(complaint),
    });
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended in this very moment
  }
}
