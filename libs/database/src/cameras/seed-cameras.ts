import { randomUUID, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { NamedSource } from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import { cameraSeedLock } from '../database.js';
import { Camera } from './camera.entity.js';

/** What there is when nobody has named a camera, so that the Live page shows something. */
const testCamera: NamedSource = { name: 'Test picture', source: 'test:' };

/**
 * Makes a camera of each source that none was ever made of, and once the test picture when there is none at all. What
 * people have renamed, changed, switched off or removed stays as it is. Answers the names of those made.
 */
export async function seedCameras(database: DataSource, wanted: readonly NamedSource[]): Promise<string[]> {
  const hashes = await hashAll([...wanted, testCamera].map(({ source }) => source));
  return database.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [cameraSeedLock]);
    const cameras = manager.getRepository(Camera);
    const known = await cameras.find({ select: { name: true, source: true } });
    const added = planSeed(known, wanted, await findSeeded(manager, hashes));
    await cameras.insert(added.map((camera) => ({ id: randomUUID(), ...camera })));
    const sources = new Set([...known, ...added].map(({ source }) => source));
    await noteSeeded(
      manager,
      [...hashes].filter(([source]) => sources.has(source)).map(([, hash]) => hash),
    );
    return added.map(({ name }) => name);
  });
}

/** Names are unique: where somebody has taken one, it gets a number. `seeded` are sources that a camera was made of once. */
export function planSeed(
  known: readonly NamedSource[],
  wanted: readonly NamedSource[],
  seeded: ReadonlySet<string>,
): NamedSource[] {
  const offered = known.length === 0 && wanted.length === 0 ? [testCamera] : wanted;
  const sources = new Set([...seeded, ...known.map(({ source }) => source)]);
  const names = new Set(known.map(({ name }) => name));
  const added: NamedSource[] = [];
  for (const { name, source } of offered) {
    if (sources.has(source)) continue;
    const free = freeName(name, names);
    sources.add(source);
    names.add(free);
    added.push({ name: free, source });
  }
  return added;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  return free;
}

/**
 * By source. A source may hold a password that somebody has long changed: it is not kept, only what it is known by, and
 * trying passwords against that is slow.
 */
async function hashAll(sources: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const source of new Set(sources)) {
    const hash = (await promisify(scrypt)(source, 'seeded camera source', 32)) as Buffer;
    hashes.set(source, hash.toString('hex'));
  }
  return hashes;
}

async function findSeeded(manager: EntityManager, hashes: ReadonlyMap<string, string>): Promise<Set<string>> {
  const rows: { hash: string }[] = await manager.query(
    'SELECT source_hash AS hash FROM camera_seeds WHERE source_hash = ANY($1)',
    [[...hashes.values()]],
  );
  const found = new Set(rows.map(({ hash }) => hash));
  return new Set([...hashes].filter(([, hash]) => found.has(hash)).map(([source]) => source));
}

async function noteSeeded(manager: EntityManager, hashes: readonly string[]): Promise<void> {
  await manager.query(
    'INSERT INTO camera_seeds (source_hash) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
    [hashes],
  );
}
