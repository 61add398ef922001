import { defaultFileBytes, type RunLimits } from './sandboxed-run.js';

/** Five inputs at once, a fontless filter graph, and what the libraries open: a tenth of this is used. */
const openFiles = 256;
/** The kernel counts all threads of a user, also those of others' programs: this only stops a flood. */
const processes = 8192;

const gibibyte = 1024 ** 3;
/** The largest picture that is taken, in 10 bits with 16 references, takes 3 GB; each decoding thread holds one more. */
const addressSpaceOf = (cores: number): number => 4 * gibibyte + (cores * gibibyte) / 4;

/** The budget is watched from outside, where it is known what ended the run; the kernel's own limit is for when nobody watches. */
const unwatchedSec = (cores: number): number => 5 + 2 * cores;

/** What stands before a command so that it and all that it starts stay within these limits. */
export function limitArgs({ cpuSec, fileBytes }: RunLimits, cores: number): string[] {
  const cpuMaxSec = cpuSec === null ? null : Math.ceil(cpuSec) + unwatchedSec(cores);
  return [
    'prlimit',
    '--core=0',
    `--as=${addressSpaceOf(cores)}`,
    `--fsize=${Math.ceil(fileBytes ?? defaultFileBytes)}`,
    `--nofile=${openFiles}`,
    `--nproc=${processes}`,
    // asked to end first (SIGXCPU), killed 5 s later
    ...(cpuMaxSec === null ? [] : [`--cpu=${cpuMaxSec}:${cpuMaxSec + 5}`]),
    '--',
  ];
}
