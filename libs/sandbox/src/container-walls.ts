import { existsSync, readFileSync } from 'node:fs';

/** What tells whether this process lives in a container, and how that is walled: texts of /proc. */
export interface ContainerSigns {
  isContainer: boolean;
  /** /proc/self/status */
  status: string;
  /** /proc/self/mountinfo */
  mounts: string;
}

/** What docker compose's walls lack here; empty when all of them stand. */
export function findMissingWalls({ isContainer, status, mounts }: ContainerSigns): string[] {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const missing: [boolean, string][] = [
    [isContainer, 'this is no container'],
    [isRootReadOnly(mounts), 'its root file system can be written to (read_only)'],
    // of the bounding set as well: no program that is started could have any
    [/^0+$/.test(field('CapEff')) && /^0+$/.test(field('CapBnd')), 'it has capabilities (cap_drop: ALL)'],
    [field('NoNewPrivs') === '1', 'its programs may gain privileges (no-new-privileges)'],
  ];
  return missing.flatMap(([stands, name]) => (stands ? [] : [name]));
}

/** proc(5): "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw". The last mount on / is what is seen. */
function isRootReadOnly(mounts: string): boolean {
  const roots = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[4] === '/');
  return roots.at(-1)?.[5]?.split(',').includes('ro') ?? false;
}

export const readContainerSigns = (): ContainerSigns => ({
  isContainer:
    ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path)) ||
    process.env['KUBERNETES_SERVICE_HOST'] !== undefined,
  status: readText('/proc/self/status'),
  mounts: readText('/proc/self/mountinfo'),
});

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
