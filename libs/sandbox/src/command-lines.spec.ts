import { expect, it } from 'vitest';
import type { Machine } from './machine.js';
import { bubblewrap, unwalled } from './sandbox.js';
import type { SandboxedRun } from './sandboxed-run.js';

const machine: Machine = {
  cores: 2,
  has: { bwrap: true, setpriv: true, prlimit: true, nice: true },
  systemFolders: [
    { path: '/bin', linksTo: 'usr/bin' },
    { path: '/lib', linksTo: null },
  ],
};
const encode: SandboxedRun = {
  label: 'encode',
  binary: '/usr/bin/ffmpeg',
  args: ['-i', 'file:/data/sources/1', 'out.mp4'],
  reads: ['/data/sources/1', '/data/jobs/a/list.txt'],
  workDir: '/data/jobs/a',
  limits: { cpuSec: 60.2 },
  niceness: 5,
};
const limits = (cpu: string): string =>
  `prlimit --core=0 --as=4831838208 --fsize=2147483648 --nofile=256 --nproc=8192 ${cpu}--`;
const lineOf = (words: readonly string[]): string => words.join(' ');

it('bubblewrap shows ffmpeg the system, its input and its folder, and nothing else', () => {
  expect(lineOf(bubblewrap(machine, true).commandFor(encode, 3))).toBe(
    `nice -n 5 ${limits('--cpu=70:75 ')} bwrap --unshare-user --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try ` +
      '--unshare-net --die-with-parent --as-pid-1 --cap-drop ALL --json-status-fd 3 --clearenv ' +
      '--setenv PATH /usr/local/bin:/usr/bin --ro-bind /usr /usr --symlink usr/bin /bin --ro-bind /lib /lib ' +
      '--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --ro-bind-try /etc/alternatives /etc/alternatives ' +
      '--proc /proc --dev /dev --ro-bind-try /data/sources/1 /data/sources/1 --bind /data/jobs/a /data/jobs/a ' +
      '--chdir /data/jobs/a --remount-ro /dev --remount-ro / -- /usr/bin/ffmpeg -i file:/data/sources/1 out.mp4',
  );
});

it('a camera has the network and is not kept from the processor; root may do without a user namespace', () => {
  const capture = { ...encode, reads: [], niceness: 0, limits: { cpuSec: null }, needsNetwork: true };
  const line = lineOf(bubblewrap(machine, false).commandFor(capture, 4));
  expect(line.startsWith(`${limits('')} bwrap --unshare-ipc --unshare-pid`)).toBe(true);
  expect(line).not.toMatch(/--unshare-(net|user)|nice|--cpu/);
  expect(line).toContain('--json-status-fd 4');
  expect(line).toContain('--ro-bind-try /etc/resolv.conf /etc/resolv.conf');
});

it('a camera of this machine is a device, and a program outside of /usr a file to read', () => {
  const capture = { ...encode, binary: '/opt/ffmpeg', reads: [], device: '/dev/video0' };
  const line = lineOf(bubblewrap(machine, true).commandFor(capture, 3));
  expect(line).toContain(
    '--dev /dev --dev-bind-try /dev/video0 /dev/video0 --ro-bind-try /opt/ffmpeg /opt/ffmpeg ',
  );
});

it.each(['container', 'process group'] as const)('%s: dies with its parent, within its limits', (kind) => {
  expect(lineOf(unwalled(machine, kind).commandFor(encode, 3))).toBe(
    `setpriv --pdeathsig KILL nice -n 5 ${limits('--cpu=70:75 ')} /usr/bin/ffmpeg -i file:/data/sources/1 out.mp4`,
  );
});

it('where nothing of it is there, ffmpeg alone is left', () => {
  const bare = { ...machine, has: { bwrap: false, setpriv: false, prlimit: false, nice: false } };
  expect(lineOf(unwalled(bare, 'process group').commandFor(encode, 3))).toBe(
    '/usr/bin/ffmpeg -i file:/data/sources/1 out.mp4',
  );
});
