import { bubblewrapArgs } from './bubblewrap-args.js';
import { limitArgs } from './limit-args.js';
import { findProgram, type Machine } from './machine.js';
import type { SandboxedRun } from './sandboxed-run.js';

/** From the best to the least. */
export const sandboxKinds = ['bubblewrap', 'container', 'process group'] as const;
export type SandboxKind = (typeof sandboxKinds)[number];

/** Ways out of a sandbox that the self-test tries. */
export type WayOut =
  'reads a file that it was not given' | 'reaches a port of this machine' | 'writes elsewhere';

/** What each promises, for the log, for health, and for the self-test, which doubts it. */
const promises: Record<SandboxKind, { description: string; closed: readonly WayOut[] }> = {
  bubblewrap: {
    description:
      'bubblewrap: no network, sees its own input and folder alone, limits of processor time, memory and files',
    closed: ['reads a file that it was not given', 'reaches a port of this machine', 'writes elsewhere'],
  },
  container: {
    description:
      "container: the container's walls (read-only, no capabilities, no new privileges), limits of processor time, memory and files; other files of the volume are open to it",
    closed: ['writes elsewhere'],
  },
  'process group': {
    description:
      'process group: limits of processor time, memory and files, dies with its parent; no walls around files and network',
    closed: [],
  },
};

/** A way of starting ffmpeg: what stands before its own command line. */
export interface Sandbox {
  kind: SandboxKind;
  description: string;
  closed: readonly WayOut[];
  /** The whole command. bwrap tells its pids on the descriptor `statusFd`; the others know no such thing. */
  commandFor(run: SandboxedRun, statusFd: number): string[];
  tellsPids: boolean;
}

export const bubblewrap = (machine: Machine, userNamespace: boolean): Sandbox => ({
  kind: 'bubblewrap',
  ...promises.bubblewrap,
  tellsPids: true,
  commandFor: (run, statusFd) => {
    const binary = findProgram(run.binary) ?? run.binary;
    const walls = bubblewrapArgs(run, machine, { binary, userNamespace, statusFd });
    return [...within(run, machine), ...walls, binary, ...run.args];
  },
});

/** Both only limit and group the process; what differs is what stands around all of it, and its gaps. */
export const unwalled = (
  machine: Machine,
  kind: 'container' | 'process group',
  gaps: readonly string[] = [],
): Sandbox => ({
  kind,
  description: [promises[kind].description, ...gaps].join('; '),
  closed: promises[kind].closed,
  tellsPids: false,
  commandFor: (run) => [
    ...(machine.has.setpriv ? ['setpriv', '--pdeathsig', 'KILL'] : []),
    ...within(run, machine),
    run.binary,
    ...run.args,
  ],
});

const within = ({ niceness = 0, limits }: SandboxedRun, { has, cores }: Machine): string[] => [
  ...(has.nice && niceness > 0 ? ['nice', '-n', String(niceness)] : []),
  ...(has.prlimit ? limitArgs(limits, cores) : []),
];
