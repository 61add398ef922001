import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  unmount(): void;
}

/** A file system of its own that is soon full; null where we may not mount one. */
export function mountSmallDisk(sizeBytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmdirSync(folder);
    return null;
  }
  const unmount = (): void => {
    execFileSync('umount', [folder]);
    rmdirSync(folder);
  };
  return { folder, unmount };
}

/** Runs `action` in this process with a limit on the size of one file, as `ulimit -f` sets it. */
export async function withFileSizeLimit(sizeBytes: number, action: () => Promise<void>): Promise<void> {
  setSoftLimit(String(sizeBytes));
  try {
    await action();
  } finally {
    setSoftLimit('unlimited');
  }
}

/** The soft limit alone: only root could raise the hard one again. */
function setSoftLimit(value: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${value}:`]);
}
