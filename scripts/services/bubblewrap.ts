import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallPackages, findOnPath } from './debian-packages.js';

/**
 * A PATH on which bubblewrap is, for whoever runs ffmpeg: the machine's, or Debian's, unpacked into a folder of ours, which
 * takes no root. Where there is none, the platform runs without: with less of a wall around ffmpeg.
 */
export function pathWithBubblewrap(cacheDir: string, say: (line: string) => void): string {
  const path = process.env['PATH'] ?? '';
  if (findOnPath('bwrap')) return path;
  const folder = join(cacheDir, 'bubblewrap', 'usr/bin');
  if (existsSync(join(folder, 'bwrap')) || unpack(cacheDir, say)) return `${path}${delimiter}${folder}`;
  say('bubblewrap is missing: ffmpeg runs without walls around it (Debian: sudo apt-get install bubblewrap)');
  return path;
}

function unpack(cacheDir: string, say: (line: string) => void): boolean {
  if (!findOnPath('apt-get') || !findOnPath('dpkg')) return false;
  say('fetching bubblewrap (Debian package, unpacked beside the dependencies)');
  mkdirSync(cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(cacheDir, 'unpack-'));
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { cwd: scratch, stdio: 'ignore' }).status === 0;
  const download = (): boolean =>
    run('apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', 'bubblewrap');
  try {
    if (!download() && !(canInstallPackages() && run('apt-get', '-qq', 'update') && download())) return false;
    const [file] = readdirSync(scratch).filter((name) => name.endsWith('.deb'));
    if (!file || !run('dpkg', '-x', file, 'tree')) return false;
    // what the package needs besides (libcap2, libselinux1) every Debian has
    if (!run(join(scratch, 'tree/usr/bin/bwrap'), '--version')) return false;
    const home = join(cacheDir, 'bubblewrap');
    rmSync(home, { recursive: true, force: true });
    renameSync(join(scratch, 'tree'), home);
    return true;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
