import type { Machine } from './machine.js';
import type { SandboxedRun } from './sandboxed-run.js';

/** How names become addresses, and whose certificates are good: only for who may use the network. */
const networkFiles = [
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/host.conf',
  '/etc/gai.conf',
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/pki',
  // cameras are often known as something.local
  '/run/avahi-daemon/socket',
];

export interface BubblewrapOptions {
  /** Where the program lies, absolute. */
  binary: string;
  /** Without one only root can build the others, and does where they are forbidden. */
  userNamespace: boolean;
  /** bwrap tells on this descriptor which process ffmpeg is. */
  statusFd: number;
}

/**
 * A place with nothing in it but the system's programs, the named files and one folder that can be written to, each under
 * its own path, so that no argument has to be rewritten. No network, no process of anybody else, no capability, and
 * nothing of the environment. It dies with who started it.
 */
export function bubblewrapArgs(
  run: SandboxedRun,
  { systemFolders }: Pick<Machine, 'systemFolders'>,
  { binary, userNamespace, statusFd }: BubblewrapOptions,
): string[] {
  const { reads = [], workDir, device } = run;
  const outside = [...(binary.startsWith('/usr/') ? [] : [binary]), ...reads].filter(
    (path) => !workDir || !isBelow(path, workDir),
  );
  // prettier-ignore
  return [
    'bwrap',
    ...(userNamespace ? ['--unshare-user'] : []),
    '--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try',
    ...(run.needsNetwork ? [] : ['--unshare-net']),
    '--die-with-parent',
    // ffmpeg itself gets the signals that are sent to it, and its exit code is heard; it starts no processes to look after
    '--as-pid-1',
    '--cap-drop', 'ALL',
    '--json-status-fd', String(statusFd),
    '--clearenv', '--setenv', 'PATH', '/usr/local/bin:/usr/bin',
    '--ro-bind', '/usr', '/usr',
    ...systemFolders.flatMap(({ path, linksTo }) =>
      linksTo === null ? ['--ro-bind', path, path] : ['--symlink', linksTo, path]),
    // where to find libraries; BLAS is one of the alternatives
    ...['/etc/ld.so.cache', '/etc/alternatives', ...(run.needsNetwork ? networkFiles : [])].flatMap(
      (path) => ['--ro-bind-try', path, path]),
    '--proc', '/proc',
    '--dev', '/dev',
    ...(device ? ['--dev-bind-try', device, device] : []),
    ...[...new Set(outside)].flatMap((path) => ['--ro-bind-try', path, path]),
    ...(workDir ? ['--bind', workDir, workDir, '--chdir', workDir] : ['--chdir', '/']),
    // both are made of memory: nothing may be put there
    '--remount-ro', '/dev', '--remount-ro', '/',
    '--',
  ];
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
