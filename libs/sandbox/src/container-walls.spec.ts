import { expect, it } from 'vitest';
import { findGaps, findMissingWalls } from './container-walls.js';
import { unwalled } from './sandbox.js';

/** As docker compose's container shows them. */
const walled = {
  isContainer: true,
  status: 'Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n',
  mounts:
    '800 700 0:60 / / ro,relatime master:1 - overlay overlay ro,lowerdir=/l\n' +
    '801 800 0:61 / /tmp rw,nosuid - tmpfs tmpfs rw,size=524288k\n',
  limits: { memory: '4294967296', processes: '4096' },
  routes:
    'Iface\tDestination\tGateway\tFlags\nnet0\t000012AC\t00000000\t0001\n' +
    `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200       lo`,
};

it('finds all walls of docker compose standing', () => {
  expect(findMissingWalls(walled)).toEqual([]);
  expect(findGaps(walled)).toEqual([]);
});

it.each([
  ['a machine', { isContainer: false }, 'this is no container'],
  [
    'a root that can be written to',
    { mounts: walled.mounts.replace(' ro,relatime', ' rw,relatime') },
    /read_only/,
  ],
  [
    'capabilities',
    { status: walled.status.replace('CapEff:\t0000000000000000', 'CapEff:\t00000000a80425fb') },
    /cap_drop/,
  ],
  [
    'capabilities of programs',
    { status: walled.status.replace('CapBnd:\t0000000000000000', 'CapBnd:\t00000000a80425fb') },
    /cap_drop/,
  ],
  [
    'new privileges',
    { status: walled.status.replace('NoNewPrivs:\t1', 'NoNewPrivs:\t0') },
    /no-new-privileges/,
  ],
])('misses a wall: %s', (_, change, missing) => {
  expect(findMissingWalls({ ...walled, ...change })).toEqual([expect.stringMatching(missing)]);
});

it('finds nothing standing where nothing can be told', () => {
  const untold = {
    isContainer: true,
    status: '',
    mounts: '',
    limits: { memory: '', processes: '' },
    routes: '',
  };
  expect(findMissingWalls(untold)).toHaveLength(3);
  expect(findGaps(untold)).toHaveLength(2);
});

it.each([
  ['no limit of memory', { limits: { memory: 'max', processes: '64' } }, /memory/],
  [
    'no limit of memory, as cgroup v1 says it',
    { limits: { memory: '9223372036854771712', processes: '64' } },
    /memory/,
  ],
  ['no limit of processes', { limits: { memory: '1073741824', processes: 'max' } }, /processes/],
  ['a way out', { routes: `${walled.routes}\neth0\t00000000\t010012AC\t0003` }, /way out/],
  [
    'a way out by IPv6',
    {
      routes: `${walled.routes}\n${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe80${'0'.repeat(27)}1 00000400 00000001 00000000 00000003     eth0`,
    },
    /way out/,
  ],
])('finds a gap: %s', (_, change, gap) => {
  expect(findGaps({ ...walled, ...change })).toEqual([expect.stringMatching(gap)]);
});

it('a container tells of its gaps wherever it is named', () => {
  const machine = {
    cores: 2,
    has: { bwrap: false, setpriv: true, prlimit: true, nice: true },
    systemFolders: [],
  };
  expect(unwalled(machine, 'container', ['one gap', 'another']).description).toMatch(/; one gap; another$/);
});
