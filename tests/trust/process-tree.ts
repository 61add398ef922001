import { readdirSync, readFileSync } from 'node:fs';
import { cpuTimeSec } from '../../libs/sandbox/src/cpu-time.js';
import { residentMb } from './measure.js';

export interface TreeUse {
  /** The most that all of them held at once, beyond what they held at the beginning. */
  grownMb: number;
  cpuSec: number;
  /** How many processes were seen beside the first. */
  started: number;
}

export interface WatchedTree {
  /** Runs that name it on their command line, as its films' do, count no more. */
  leaveOut(id: string): void;
  stop(): TreeUse;
}

/**
 * What a process and all that it starts take from now on, looked at ten times a second: what ends in between is seen as it
 * was at the last look.
 */
export function watchTree(rootPid: number): WatchedTree {
  const cpuOf = new Map<number, number>();
  const leftOut: string[] = [];
  const look = (): number => {
    let heldMb = 0;
    for (const pid of treeOf(rootPid)) {
      const commandLine = orGone(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';
      if (leftOut.some((id) => commandLine.includes(id))) continue;
      // who has ended and was not yet waited for holds nothing
      heldMb += orGone(() => residentMb(pid)) || 0;
      cpuOf.set(pid, cpuTimeSec(pid) ?? cpuOf.get(pid) ?? 0);
    }
    return heldMb;
  };
  const beforeMb = look();
  const beforeSec = sum(cpuOf.values());
  let mostMb = beforeMb;
  const timer = setInterval(() => (mostMb = Math.max(mostMb, look())), 100);
  return {
    leaveOut: (id) => leftOut.push(id),
    stop: () => {
      clearInterval(timer);
      return { grownMb: mostMb - beforeMb, cpuSec: sum(cpuOf.values()) - beforeSec, started: cpuOf.size - 1 };
    },
  };
}

/** A process and its descendants, by the parent that each names in /proc/PID/stat (proc(5)). */
function treeOf(rootPid: number): Set<number> {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = orGone(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
    // the name in brackets may hold anything
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const tree = new Set([rootPid]);
  for (const pid of tree) for (const child of childrenOf.get(pid) ?? []) tree.add(child);
  return tree;
}

function orGone<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
