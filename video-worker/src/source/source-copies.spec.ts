import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceCopies, type HeldSource } from './source-copies.js';

const log = pino({ level: 'silent' });
const hour = 60;
const day = 24 * hour;

let dir: string;
/** Two processes with one folder. */
let here: SourceCopies;
let there: SourceCopies;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-copies-'));
  here = new SourceCopies(dir, 1000, log);
  there = new SourceCopies(dir, 1000, log);
});
afterEach(() => rm(dir, { recursive: true }));

const files = async (): Promise<string[]> => (await readdir(dir)).toSorted();

async function age(path: string, minutesAgo: number): Promise<void> {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  await utimes(path, at, at);
}

/** A copy of 300 bytes that was used the given time ago. */
async function add(name: string, minutesAgo = 0): Promise<void> {
  const temporaryPath = await here.makeTemporaryPath(name);
  await writeFile(temporaryPath, name.padEnd(300));
  await here.add(name, temporaryPath);
  await age(join(dir, name), minutesAgo);
}

async function mustHold(copies: SourceCopies, name: string): Promise<HeldSource> {
  const held = await copies.hold(name, 300);
  if (!held) throw new Error(`there is no ${name}`);
  return held;
}

describe('holding', () => {
  it('keeps the file for every holder, whatever others do to the copy', async () => {
    await add('a');
    const held = [await mustHold(here, 'a'), await mustHold(here, 'a'), await mustHold(there, 'a')];
    await rm(join(dir, 'a'));
    held[0]!.release();
    held[0]!.release();
    for (const { path } of held.slice(1)) expect(await readFile(path, 'utf8')).toBe('a'.padEnd(300));
    for (const { release } of held) release();
    await expect.poll(files).toEqual([]);
  });

  it('finds nothing that is not there, nor whole', async () => {
    expect(await here.hold('a', 300)).toBeNull();
    const temporaryPath = await here.makeTemporaryPath('a');
    await writeFile(temporaryPath, 'half');
    expect(await here.hold('a', 300)).toBeNull();
    await here.add('a', temporaryPath);
    expect(await here.hold('a', 300)).toBeNull();
    await expect.poll(files).toEqual([]);
  });

  it('ends with the process', async () => {
    await add('a');
    const { path } = await mustHold(here, 'a');
    const other = await mustHold(there, 'a');
    await here.releaseAll();
    await expect(stat(path)).rejects.toThrow('ENOENT');
    expect(await readFile(other.path, 'utf8')).toBe('a'.padEnd(300));
  });
});

describe('room', () => {
  it('is made by removing what was not used for longest, and no more than needed', async () => {
    await add('young', 1);
    await add('oldest', 30);
    await add('old', 20);
    await here.makeRoom(400);
    expect(await files()).toEqual(['old', 'young']);
    await here.makeRoom(700);
    expect(await files()).toEqual(['young']);
  });

  it('is never taken from who holds a copy, in this process or another', async () => {
    await add('a', 30);
    await add('b', 20);
    await add('c', 10);
    const held = [await mustHold(here, 'a'), await mustHold(there, 'b')];
    await here.makeRoom(Infinity);
    expect((await files()).filter((name) => !name.includes('.'))).toEqual(['a', 'b']);
    for (const { release } of held) release();
    await expect.poll(files).toEqual(['a', 'b']);
    await here.makeRoom(Infinity);
    expect(await files()).toEqual([]);
  });

  it('counts a copy as used when somebody holds it', async () => {
    await add('a', 30);
    await add('b', 20);
    (await mustHold(here, 'a')).release();
    await expect.poll(files).toEqual(['a', 'b']);
    await here.makeRoom(600);
    expect(await files()).toEqual(['a']);
  });
});

describe('tidying', () => {
  it('removes what nobody has wanted for a day', async () => {
    await add('deleted', day + 1);
    await add('wanted', day - 1);
    await here.tidy();
    expect(await files()).toEqual(['wanted']);
  });

  it('removes what dead processes were fetching, and leaves the living alone', async () => {
    for (const minutesAgo of [16, 14]) {
      const path = await here.makeTemporaryPath('a');
      await writeFile(path, String(minutesAgo));
      await age(path, minutesAgo);
    }
    await here.tidy();
    const left = await Promise.all((await files()).map((name) => readFile(join(dir, name), 'utf8')));
    expect(left).toEqual(['14']);
  });

  it('takes what dead processes held, but nothing from one that holds a file for days', async () => {
    await add('a');
    await add('b');
    const dead = await mustHold(new SourceCopies(dir, 1000, log), 'a');
    const alive = await mustHold(here, 'b');
    for (const { path } of [dead, alive]) await age(path, 3 * day);
    // as every process does every minute
    await here.tidy();
    await there.tidy();
    expect((await files()).map((name) => name.split('.')[0])).toEqual(['b', 'b']);
    expect(await readFile(alive.path, 'utf8')).toBe('b'.padEnd(300));
  });

  it('has nothing to do where there is no folder', async () => {
    const nowhere = new SourceCopies(join(dir, randomUUID()), 1000, log);
    await nowhere.tidy();
    await nowhere.makeRoom(1);
    expect(await files()).toEqual([]);
  });
});
