import { stat } from 'node:fs/promises';
import { scheduleSweep } from '@sluice/database';
import { HeldSegments, type StoredObject } from '@sluice/storage';
import type { DataSource } from 'typeorm';
import { findHidden } from './find-hidden.js';
import type { Finding, FsckContext } from './finding.js';
import { KnownStorage, type Standing } from './known-storage.js';
import { isOld } from './orphan-age.js';

/** Where published media lie, and how many parts of a key make the smallest thing that rows know of. */
const places = { 'videos/': 3, 'snapshots/': 2, 'recordings/': 4 } as const;

/** What has lain there for a day without a row gets none within a minute. */
const knownForMs = 60_000;

/** Objects that stand or fall together: an attempt, a snapshot, a take, a source. */
interface Group {
  place: string;
  objects: number;
  bytes: number;
  modifiedAt: Date;
  standingIn(known: KnownStorage): Standing;
  exists(): Promise<boolean>;
  remove(): Promise<unknown>;
}

export interface Orphans {
  findings: Finding[];
  /** Something in storage is known: it is the right database. */
  anyKnown: boolean;
}

/**
 * The other way: what lies in storage and no row knows. Storage is listed before rows are read, since what is stored
 * gets its row afterwards; what was deleted meanwhile is no longer there at the second look.
 */
export async function findOrphans(context: FsckContext): Promise<Orphans> {
  const groups: Group[] = [];
  for await (const group of listGroups(context)) groups.push(group);
  const known = await KnownStorage.load(context.database);
  const strange = groups.filter((group) => group.standingIn(known) !== 'known');
  const anyKnown = strange.length < groups.length || groups.length === 0;
  const findings = await findHidden(context);
  const latest = latestKnown(context.database);
  const again = strange.some(isOld) ? await latest() : known;
  for (const group of strange.filter(isOld)) {
    const standing = group.standingIn(again);
    if (standing !== 'known' && (await group.exists()))
      findings.push(describe(group, standing, context, latest));
  }
  return { findings, anyKnown };
}

/** Rows as they were a minute ago at most: to read them all for each of many orphans takes longer than anything else. */
function latestKnown(database: DataSource): () => Promise<KnownStorage> {
  let known = null as KnownStorage | null;
  let loadedAtMs = 0;
  return async () => {
    if (known && Date.now() - loadedAtMs < knownForMs) return known;
    known = await KnownStorage.load(database);
    loadedAtMs = Date.now();
    return known;
  };
}

function describe(
  group: Group,
  standing: Standing,
  { database }: FsckContext,
  latest: () => Promise<KnownStorage>,
): Finding {
  const { place, objects, bytes } = group;
  const size = `${objects === 1 ? '1 file' : `${objects} files`}, ${bytes} bytes`;
  if (standing === 'dead') {
    const repair = async (): Promise<string> => {
      await scheduleSweep(database.manager, place, 0);
      return 'its deletion is scheduled';
    };
    const what = `nothing points to it any more, and nobody deletes it (${size})`;
    return { id: place, code: 'dead_prefix', what, fix: '--repair deletes it', repair };
  }
  const deleteOrphan = async (): Promise<boolean> => {
    if (group.standingIn(await latest()) !== 'unknown') return false;
    await group.remove();
    return true;
  };
  const what = `no row knows it (${size}, since ${group.modifiedAt.toISOString().slice(0, 10)})`;
  return { id: place, code: 'orphan', what, fix: '--delete-orphans deletes it', deleteOrphan };
}

async function* listGroups(context: FsckContext): AsyncGenerator<Group> {
  const { storage, sources } = context;
  for (const [prefix, parts] of Object.entries(places))
    yield* grouped(storage.list(prefix), parts, (place) => ({
      standingIn: (known) => known.ofPrefix(place),
      exists: async () => {
        for await (const _object of storage.list(place)) return true;
        return false;
      },
      remove: () => storage.deletePrefix(place),
    }));
  for await (const source of sources.list())
    yield {
      ...ofOne(source),
      standingIn: (known) => known.ofSource(source.key),
      exists: async () => (await sources.stat(source.key)) !== null,
      remove: () => sources.delete(source.key),
    };
  yield* listHeld(context);
}

type Handling = Pick<Group, 'standingIn' | 'exists' | 'remove'>;

/** Objects come in the order of their keys: those of one group follow each other. */
async function* grouped(
  objects: AsyncIterable<StoredObject>,
  parts: number,
  handle: (place: string) => Handling,
): AsyncGenerator<Group> {
  let open = null as Group | null;
  for await (const object of objects) {
    const place = `${object.key.split('/').slice(0, parts).join('/')}/`;
    if (open?.place !== place) {
      if (open) yield open;
      open = { place, objects: 0, bytes: 0, modifiedAt: object.modifiedAt, ...handle(place) };
    }
    open.objects += 1;
    open.bytes += object.sizeBytes;
    if (object.modifiedAt > open.modifiedAt) open.modifiedAt = object.modifiedAt;
  }
  if (open) yield open;
}

const ofOne = ({ key, sizeBytes, modifiedAt }: StoredObject) => ({
  place: key,
  objects: 1,
  bytes: sizeBytes,
  modifiedAt,
});

/** What clips hold lies on the disk of this machine, whatever the store. */
async function* listHeld({ uploadsDir }: FsckContext): AsyncGenerator<Group> {
  const held = new HeldSegments(uploadsDir);
  for (const id of await held.list()) {
    const folder = await stat(held.folderOf(id)).catch(() => null);
    if (folder)
      yield {
        ...ofOne({ key: `clips/${id}`, sizeBytes: 0, modifiedAt: folder.mtime }),
        standingIn: (known) => known.ofClip(id),
        exists: () =>
          stat(held.folderOf(id)).then(
            () => true,
            () => false,
          ),
        remove: () => held.release(id),
      };
  }
}
