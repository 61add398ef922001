import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, openSync, closeSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One server process of the cluster, with its output in a file. */
export interface Daemon {
  readonly name: string;
  readonly process: ChildProcess;
  readonly outputPath: string;
}

export function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a daemon that cannot outlive this process, however this process ends: the kernel kills it. */
export function startDaemon(name: string, args: readonly string[], dataDir: string): Daemon {
  const outputPath = join(dataDir, `${name}.out`);
  const output = openSync(outputPath, 'a');
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', name, ...args], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // A failed spawn shows in the next step, which cannot reach the daemon; unhandled, it would end this process.
  child.on('error', () => undefined);
  return { name, process: child, outputPath };
}

/** Everything it held was for one test run, so nothing is lost by not asking politely. */
export async function killDaemon(daemon: Daemon): Promise<void> {
  const { process: child } = daemon;
  if (!isRunning(daemon)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

export function isRunning({ process: child }: Daemon): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

export function outputOf(daemon: Daemon): string {
  return readFileSync(daemon.outputPath, 'utf8').slice(-2000);
}

/** Runs one set-up command to its end; a hanging one is an error as well. */
export async function runTool(command: string, args: readonly string[], timeoutMs = 60_000): Promise<string> {
  const { stdout } = await run(command, args, { timeout: timeoutMs, killSignal: 'SIGKILL' });
  return stdout;
}

/** A port that is free now. Somebody else could take it before us; then the daemon fails to start and says so. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
