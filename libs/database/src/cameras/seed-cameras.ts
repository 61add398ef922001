import { randomUUID } from 'node:crypto';
import type { NamedSource } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { cameraSeedLock } from '../database.js';
import { Camera } from './camera.entity.js';

/** What there is when nobody has named a camera, so that the Live page shows something. */
const testCamera: NamedSource = { name: 'Test picture', source: 'test:' };

/**
 * Makes a camera of each source that there is none of yet, and the test picture when there is none at all. What people
 * have renamed, changed or switched off stays as it is. Answers the names of those made.
 */
export async function seedCameras(database: DataSource, wanted: readonly NamedSource[]): Promise<string[]> {
  return database.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [cameraSeedLock]);
    const cameras = manager.getRepository(Camera);
    const known = await cameras.find({ select: { name: true, source: true } });
    const added = planSeed(known, wanted);
    await cameras.insert(added.map((camera) => ({ id: randomUUID(), ...camera })));
    return added.map(({ name }) => name);
  });
}

/** Names are unique: where somebody has taken one, it gets a number. */
export function planSeed(known: readonly NamedSource[], wanted: readonly NamedSource[]): NamedSource[] {
  if (known.length === 0 && wanted.length === 0) return [testCamera];
  const sources = new Set(known.map(({ source }) => source));
  const names = new Set(known.map(({ name }) => name));
  const added: NamedSource[] = [];
  for (const { name, source } of wanted) {
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
