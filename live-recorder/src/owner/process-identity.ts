import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Who owns a camera: the machine's boot, its process namespace, the process and when it began. Of an owner in the same
 * namespace it can be known that it is gone, without waiting until its lock runs out.
 */
export function ownIdentity(): string {
  return `${place()}/${process.pid}@${startOf(process.pid) ?? '0'}`;
}

/** Whether this owner lived where this process does, and doesn't any more. */
export function isKnownDead(owner: string): boolean {
  const match = /^(.+)\/(\d+)@(\d+)$/.exec(owner);
  if (!match || match[1] !== place() || match[3] === '0') return false;
  return startOf(Number(match[2])) !== match[3];
}

/** Process ids mean something only within one namespace of one boot; '-' where there is no such thing. */
function place(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}.${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '-';
  }
}

/** When the process began, in clock ticks since boot (proc(5), field 22); null when there is none, or a dead one. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the command's name, in brackets, may hold anything
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
