import { spawnSync } from 'node:child_process';
import { findGaps, findMissingWalls, readContainerSigns } from './container-walls.js';
import { surveyMachine, type Machine } from './machine.js';
import { bubblewrap, unwalled, type Sandbox, type SandboxKind } from './sandbox.js';

/** Why something better was not taken. */
export interface PassedOver {
  kind: SandboxKind;
  why: string;
}

export interface Choice {
  /** What works here, from the best to the least; the last always does. */
  sandboxes: Sandbox[];
  passedOver: PassedOver[];
}

/** Finds out which sandboxes this machine lets us build. */
export function findSandboxes(machine = surveyMachine()): Choice {
  const passedOver: PassedOver[] = [];
  const sandboxes: Sandbox[] = [];
  const tried = tryBubblewrap(machine);
  if (typeof tried === 'string') passedOver.push({ kind: 'bubblewrap', why: tried });
  else sandboxes.push(...tried);
  const signs = readContainerSigns();
  const missing = findMissingWalls(signs);
  if (missing.length === 0) sandboxes.push(unwalled(machine, 'container', findGaps(signs)));
  else passedOver.push({ kind: 'container', why: missing.join('; ') });
  return { sandboxes: [...sandboxes, unwalled(machine, 'process group')], passedOver };
}

/** Root can do without a user namespace: where those are forbidden, and where folders on the way belong to somebody else. */
function tryBubblewrap(machine: Machine): Sandbox[] | string {
  if (!machine.has.bwrap) return 'bwrap is not on the PATH';
  const ways = process.getuid?.() === 0 ? [true, false] : [true];
  const complaints: string[] = [];
  const working = ways
    .map((userNamespace) => bubblewrap(machine, userNamespace))
    .filter((sandbox) => {
      const complaint = tryOut(sandbox);
      if (complaint) complaints.push(complaint);
      return !complaint;
    });
  return working.length > 0 ? working : [...new Set(complaints)].join('; ');
}

/** null when a program could be run in it. */
function tryOut(sandbox: Sandbox): string | null {
  const run = { label: 'trial', binary: 'true', args: [], limits: { cpuSec: 10 } };
  const [command = '', ...args] = sandbox.commandFor(run, 3);
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
  const { status, stderr, error } = spawnSync(command, args, {
    stdio: [...stdio],
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status === 0) return null;
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `bwrap ended with code ${status}`);
}
