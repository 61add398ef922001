import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataDirInUse, lockDataDir } from './data-dir-lock.js';

let folder: string;
let lockFile: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
  lockFile = join(folder, 'start.lock');
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const child of children.splice(0)) {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A process that lives until the test ends, with this word on its command line. */
async function running(word: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)', word], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}

/** Lets something happen while a start looks whether the process of a lock lives, and answers with this error. */
function whileLooking(code: 'ESRCH' | 'EPERM', happen: () => void = () => {}): void {
  vi.spyOn(process, 'kill').mockImplementationOnce(() => {
    happen();
    throw Object.assign(new Error(`kill ${code}`), { code, syscall: 'kill' });
  });
}

const taken = (pid: number): DataDirInUse =>
  new DataDirInUse(
    `Sluice already runs on ${folder} (process ${pid}). Stop it first, or give another --data-dir and --port.`,
  );

describe('lockDataDir', () => {
  it('takes a free folder with the id of this process, and gives it back', () => {
    const lock = lockDataDir(folder);
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes the folder, for its owner alone', () => {
    const nested = join(folder, 'a', 'b');
    lockDataDir(nested);
    expect(existsSync(join(nested, 'start.lock'))).toBe(true);
    expect(statSync(nested).mode & 0o777).toBe(0o700);
  });

  it('leaves a folder alone that another start uses, and says which process', async () => {
    const pid = await running('start');
    writeFileSync(lockFile, String(pid));
    expect(() => lockDataDir(folder)).toThrow(taken(pid));
    expect(readFileSync(lockFile, 'utf8')).toBe(String(pid));
    expect(readdirSync(folder)).toEqual(['start.lock']);
  });

  it('leaves a folder alone that a start of another user uses', async () => {
    const pid = await running('start');
    writeFileSync(lockFile, String(pid));
    whileLooking('EPERM');
    expect(() => lockDataDir(folder)).toThrow(taken(pid));
  });

  it('leaves a folder alone that this very process uses', () => {
    const lock = lockDataDir(folder);
    expect(() => lockDataDir(folder)).toThrow(taken(process.pid));
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing but the lock beside it', () => {
    writeFileSync(lockFile, 'abc');
    lockDataDir(folder);
    expect(readdirSync(folder)).toEqual(['start.lock']);
  });

  it('takes a folder that is given back while it looks', async () => {
    writeFileSync(lockFile, String(await running('start')));
    whileLooking('ESRCH', () => rmSync(lockFile));
    lockDataDir(folder);
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  });

  // Not yet: moveAway renames whatever lies there by then, also the fresh lock of the start that was quicker.
  it('gives way to another start that takes over the same lock a moment earlier', async () => {
    const quicker = await running('start');
    writeFileSync(lockFile, '99999999');
    whileLooking('ESRCH', () => {
      rmSync(lockFile);
      writeFileSync(lockFile, String(quicker));
    });
    expect(() => lockDataDir(folder)).toThrow(taken(quicker));
    expect(readFileSync(lockFile, 'utf8')).toBe(String(quicker));
  });

  it("leaves somebody else's lock alone when it gives back its own", () => {
    const lock = lockDataDir(folder);
    writeFileSync(lockFile, '4711');
    lock.release();
    expect(readFileSync(lockFile, 'utf8')).toBe('4711');
  });

  it('takes over from a start that is gone', async () => {
    const pid = await running('start');
    const [child] = children;
    const ended = once(child!, 'exit');
    child!.kill('SIGKILL');
    await ended;
    writeFileSync(lockFile, String(pid));
    lockDataDir(folder);
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  });

  it('takes over from another program that got the same process id', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.push(child);
    await once(child, 'spawn');
    writeFileSync(lockFile, String(child.pid));
    lockDataDir(folder);
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  });

  it.each(['-1', '0', 'abc', '1.5'])('takes over from a lock that holds "%s"', (content) => {
    writeFileSync(lockFile, content);
    lockDataDir(folder);
    expect(readFileSync(lockFile, 'utf8')).toBe(String(process.pid));
  });

  it('can be taken again after it was given back, and given back twice', () => {
    const lock = lockDataDir(folder);
    lock.release();
    lock.release();
    lockDataDir(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
