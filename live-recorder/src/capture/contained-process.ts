import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';

/** Whether children can be tied to this process's life (Linux). Elsewhere a killed recorder leaves ffmpeg behind. */
const hasSetpriv = spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Starts ffmpeg or ffprobe in a process group of its own that dies with the recorder. Unlike the worker's ffmpeg it is
 * not niced unless it is told: a picture that is missed is gone. It sees nothing of the recorder's environment, where
 * secrets are.
 */
export function spawnContained(
  binary: string,
  args: readonly string[],
  { niceness = 0, ...options }: { cwd?: string; stdio: StdioOptions; niceness?: number },
): ChildProcess {
  const contained = hasSetpriv ? ['setpriv', '--pdeathsig', 'KILL'] : [];
  const niced = niceness > 0 ? ['nice', '-n', String(niceness)] : [];
  const [command, ...all] = [...contained, ...niced, binary, ...args] as [string, ...string[]];
  return spawn(command, all, { ...options, detached: true, env: { PATH: process.env['PATH'] } });
}

/** The whole group; before it is one, the process itself. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
