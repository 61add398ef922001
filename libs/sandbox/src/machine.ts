import { accessSync, constants, existsSync, lstatSync, readlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** What of this machine a sandbox is built from. */
export interface Machine {
  cores: number;
  /** Programs that are here. */
  has: Record<'bwrap' | 'setpriv' | 'prlimit' | 'nice', boolean>;
  /** /bin, /lib and the like: links into /usr on most systems, folders on some. */
  systemFolders: { path: string; linksTo: string | null }[];
}

export function surveyMachine(): Machine {
  const has = (name: string): boolean => findProgram(name) !== null;
  return {
    cores: availableParallelism(),
    has: { bwrap: has('bwrap'), setpriv: has('setpriv'), prlimit: has('prlimit'), nice: has('nice') },
    systemFolders: ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
      .filter((path) => existsSync(path))
      .map((path) => ({ path, linksTo: lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null })),
  };
}

/** The absolute path of a program; null when there is none that can be run. */
export function findProgram(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const candidates = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  return candidates.find(canRun) ?? null;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    return false;
  }
}
