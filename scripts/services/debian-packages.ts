import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a program, or null. */
export function findOnPath(name: string): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/** Whether this process may install Debian packages. */
export const canInstallPackages = (): boolean => process.getuid?.() === 0 && findOnPath('apt-get') !== null;

/** Installs Debian packages; false when that failed. Only as root. */
export function installPackages(...names: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...names);
}

/** A part that the machine lacks and that can't be installed from here; the message says what to do. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart';
}
