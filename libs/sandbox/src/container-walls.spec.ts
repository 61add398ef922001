import { expect, it } from 'vitest';
import { findMissingWalls } from './container-walls.js';

/** As docker compose's container shows them. */
const walled = {
  isContainer: true,
  status: 'Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n',
  mounts:
    '800 700 0:60 / / ro,relatime master:1 - overlay overlay ro,lowerdir=/l\n' +
    '801 800 0:61 / /tmp rw,nosuid - tmpfs tmpfs rw,size=524288k\n',
};

it('finds all walls of docker compose standing', () => {
  expect(findMissingWalls(walled)).toEqual([]);
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
  expect(findMissingWalls({ isContainer: true, status: '', mounts: '' })).toHaveLength(3);
});
