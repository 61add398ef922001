import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

/**
 * One start at a time for a data folder. A lock whose process is gone (killed, power cut) is taken over by renaming it
 * away first: of two starts that meet a stale lock only one can do that.
 */
export function lockDataDir(dataDir: string): { release: () => void } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'start.lock');
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (take(own, path)) {
        held.add(path);
        return { release: () => releaseOwn(path) };
      }
      const pid = holderOf(path);
      // in a container the next start often has the process id of the one that was killed
      const isAlive = pid === process.pid ? held.has(path) : pid !== null && isStarter(pid);
      if (isAlive)
        throw new DataDirInUse(
          `Sluice already runs on ${dataDir} (process ${pid}). Stop it first, or give another --data-dir and --port.`,
        );
      moveAway(path, `${own}.stale`, pid);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new Error(`${path} could not be written.`);
}

/** The locks of this very process. */
const held = new Set<string>();

/** A hard link appears with its content or not at all, and never over another. */
function take(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Puts it back when it is no longer the one that was judged dead: somebody else took the folder in between. */
function moveAway(path: string, stale: string, judged: number | null): void {
  try {
    renameSync(path, stale);
    if (!Object.is(holderOf(stale), judged)) take(stale, path);
  } catch {
    // somebody else was quicker
  }
  rmSync(stale, { force: true });
}

function releaseOwn(path: string): void {
  held.delete(path);
  if (holderOf(path) === process.pid) rmSync(path, { force: true });
}

/** Process ids are used again: only a process that is a start of ours counts. */
function isStarter(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return /start|test|restore|drill/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return true;
  }
}
