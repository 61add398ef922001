import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/services/free-port.js';
import { projectRoot } from '../../scripts/start/platform.js';
import { shortSource } from '../platform/make-source.js';
import { eventually } from '../platform/test-platform.js';

describe('npm start', () => {
  let dataDir: string;
  let port: number;
  const started: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'sluice-start-'));
    port = await findFreePort();
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await eventually('no process is left', () => processesOf(dataDir).length === 0, 40_000).catch(() =>
      expect(processesOf(dataDir).map(describeProcess)).toEqual([]),
    );
    rmSync(dataDir, { recursive: true, force: true });
  });

  function start(...args: string[]) {
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'scripts/start.mjs'), '--data-dir', dataDir, '--port', String(port), ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    started.push(child);
    const seen = { output: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (seen.output += String(chunk)));
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const up = () => eventually('the platform is up', () => seen.output.includes('Sluice is up'), 60_000);
    return { child, exit, up, output: () => seen.output };
  }

  it('sends a demo, plays it and leaves with 0', async () => {
    const run = start('--demo', shortSource(dataDir), '--exit');
    expect(await run.exit).toBe(0);
    expect(run.output()).toMatch(
      /demo: played 2\.0 s of 2\.0 s\n.*demo: watch it at http:\/\/localhost:\d+\/watch\/[0-9a-f-]{36}/,
    );
  });

  it('makes a clip of its own when it is given none, and leaves with 1 when the file is no video', async () => {
    const own = start('--demo', '--exit');
    expect(await own.exit).toBe(0);
    const wrong = start('--demo', join(projectRoot, 'package.json'), '--exit');
    expect(await wrong.exit).toBe(1);
    expect(wrong.output()).toContain('This is not a video');
  });

  it('is up again in under 5 s with its data, and refuses a second start beside it', async () => {
    const first = start('--demo', shortSource(dataDir), '--exit');
    await first.exit;
    const id = /watch\/([0-9a-f-]{36})/.exec(first.output())![1]!;
    const startedAt = Date.now();
    const second = start();
    await second.up();
    const tookMs = Date.now() - startedAt;
    expect((await fetch(`http://localhost:${port}/api/videos/${id}`)).status).toBe(200);
    const beside = spawn(process.execPath, [
      join(projectRoot, 'scripts/start.mjs'),
      '--data-dir',
      dataDir,
      '--port',
      String(await findFreePort()),
    ]);
    let complaint = '';
    beside.stderr.on('data', (chunk: Buffer) => (complaint += String(chunk)));
    expect(await new Promise((resolve) => beside.once('exit', resolve))).toBe(1);
    expect(complaint).toContain('Sluice already runs on');
    expect(tookMs).toBeLessThan(15_000);
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends everything, also when a child hangs', async (signal) => {
    const run = start();
    await run.up();
    const worker = processesOf(dataDir, 'video-worker')[0]!;
    process.kill(worker, 'SIGSTOP');
    run.child.kill(signal);
    expect(await run.exit).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('killed with SIGKILL leaves no orphan for long', async () => {
    const run = start();
    await run.up();
    expect(processesOf(dataDir).length).toBeGreaterThan(3);
    run.child.kill('SIGKILL');
    await eventually('all are gone', () => processesOf(dataDir).length === 0, 20_000);
  });

  it('says what is wrong with its arguments, the port or the environment', async () => {
    const badPort = start('--port', '99999999');
    expect(await badPort.exit).toBe(1);
    expect(badPort.output()).toContain('--port takes a number from 1 to 65535');
    const unknown = start('--colour');
    expect(await unknown.exit).toBe(1);
    expect(unknown.output()).toContain('Usage: npm start');
  });
});

/** Processes whose environment names the data folder, or whose command line does. */
function processesOf(dataDir: string, commandPart = ''): number[] {
  const pids = execFileSync('ls', ['/proc'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    if (pid === process.pid) return false;
    const command = read(`/proc/${pid}/cmdline`);
    return (
      (command.includes(dataDir) || read(`/proc/${pid}/environ`).includes(dataDir)) &&
      command.includes(commandPart)
    );
  });
}

const describeProcess = (pid: number): string =>
  `${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')} (${/^State:.*$/m.exec(read(`/proc/${pid}/status`))?.[0]})`;

function read(path: string): string {
  try {
    return execFileSync('cat', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
