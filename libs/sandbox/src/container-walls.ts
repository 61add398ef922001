import { existsSync, readFileSync } from 'node:fs';

/** What tells whether this process lives in a container, and how that is walled: texts of /proc. */
export interface ContainerSigns {
  isContainer: boolean;
  /** /proc/self/status */
  status: string;
  /** /proc/self/mountinfo */
  mounts: string;
  /** Of its control group: "max" (cgroup v2), a number, or nothing where that can't be told. */
  limits: { memory: string; processes: string };
  /** /proc/net/route and /proc/net/ipv6_route */
  routes: string;
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

/**
 * What docker compose's containers have besides. Without these one is still taken, since a store on another machine, or a
 * camera, needs a way out; whoever reads the log or health is told.
 */
export function findGaps({ limits, routes }: ContainerSigns): string[] {
  const gaps: [boolean, string][] = [
    [!isLimit(limits.memory), 'no limit of its memory (mem_limit)'],
    [!isLimit(limits.processes), 'no limit of its processes (pids_limit)'],
    [hasDefaultRoute(routes), 'a default route, so perhaps a network with a way out'],
  ];
  return gaps.flatMap(([isOpen, name]) => (isOpen ? [name] : []));
}

/** Without one cgroup v1 tells the largest number of pages that there could be, in bytes. */
const isLimit = (text: string): boolean => /^\d+$/.test(text) && Number(text) < 2 ** 62;

/**
 * "eth0 00000000 010011AC 0003 …" is a default route of IPv4; one of IPv6 has 32 zeros and the length 00. The kernel's own of
 * the loopback leads nowhere. Some versions of Docker give internal networks one, too, and keep the way closed outside.
 */
const hasDefaultRoute = (routes: string): boolean =>
  routes
    .split('\n')
    .some((line) => /^\S+\s+0{8}\s/.test(line) || (/^0{32} 00 /.test(line) && !/\slo\s*$/.test(line)));

/** proc(5): "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw". The last mount on / is what is seen. */
function isRootReadOnly(mounts: string): boolean {
  const roots = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[4] === '/');
  return roots.at(-1)?.[5]?.split(',').includes('ro') ?? false;
}

/** A container sees its own control group here; cgroup v1 has one for each kind of limit. */
const cgroupRoot = '/sys/fs/cgroup';

export const readContainerSigns = (): ContainerSigns => ({
  isContainer:
    ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path)) ||
    process.env['KUBERNETES_SERVICE_HOST'] !== undefined,
  status: readText('/proc/self/status'),
  mounts: readText('/proc/self/mountinfo'),
  limits: {
    memory: readText(`${cgroupRoot}/memory.max`) || readText(`${cgroupRoot}/memory/memory.limit_in_bytes`),
    processes: readText(`${cgroupRoot}/pids.max`) || readText(`${cgroupRoot}/pids/pids.max`),
  },
  routes: `${readText('/proc/net/route')}\n${readText('/proc/net/ipv6_route')}`,
});

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
