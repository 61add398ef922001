import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface DaemonOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Everything that it prints goes here. */
  logPath: string;
  /** What the kernel sends it when this process dies without stopping it. */
  deathSignal: 'INT' | 'TERM' | 'KILL';
  /** Written to its standard input, for configuration that must not stand in the process list. */
  stdin?: string;
  onLine?: (line: string) => void;
}

export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** Settles when it has ended, with its exit code or signal. */
  readonly ended: Promise<string>;
  running(): boolean;
  /** Asks with the signal; kills the whole process group when it hasn't ended in time. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

/** Whether children can be tied to this process's life (Linux). Elsewhere a killed starter leaves them behind. */
const hasSetpriv = spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Starts a long-running child in a session of its own: Ctrl-C in the terminal reaches only the starter, which stops
 * its children in order. When the starter itself is killed, the kernel ends them.
 */
export function startDaemon(options: DaemonOptions): Daemon {
  const [command, args] = hasSetpriv
    ? ['setpriv', ['--pdeathsig', options.deathSignal, options.command, ...options.args]]
    : [options.command, options.args];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  keepLog(child, options);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const running = (): boolean =>
    child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  return {
    name: options.name,
    pid: child.pid ?? -1,
    ended,
    running,
    stop: async (signal, graceMs) => {
      if (!running()) return;
      child.kill(signal);
      const timer = setTimeout(() => killGroup(child), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function keepLog(child: ChildProcess, { logPath, onLine }: DaemonOptions): void {
  mkdirSync(dirname(logPath), { recursive: true });
  const log = createWriteStream(logPath, { flags: 'a' });
  log.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    stream.pipe(log, { end: false });
    if (onLine) createInterface({ input: stream }).on('line', onLine);
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it ended in this very moment
  }
}
