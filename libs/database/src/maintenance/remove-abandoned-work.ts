import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  chunkWorkFolder,
  clipWorkFolder,
  recordingWorkFolder,
  sourceCachePath,
  videoWorkFolder,
} from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** Far longer than any lease, and than the stills take, which are made without one. */
const abandonedAfterSec = 600;
const wasHeld = `lease_until > now() - interval '${abandonedAfterSec} seconds'`;

/**
 * Removes what killed workers left below work/: the folders in which nobody has held a claim for ten minutes. The next
 * claim would do it, but none is taken while the disk is full, maybe of just that. Copies of sources are the cache's.
 */
export async function removeAbandonedWork(
  database: DataSource,
  root: string,
  on: { removed: (name: string) => void; stuck: (name: string, error: unknown) => void },
): Promise<void> {
  const old = await findOldFolders(root);
  // they were read first: what is begun from now on is not among them
  const held = old.length > 0 ? await findHeldFolders(database) : new Set();
  for (const name of old.filter((folder) => !held.has(folder)))
    await rm(join(root, name), { recursive: true, force: true }).then(
      () => on.removed(name),
      (error: unknown) => on.stuck(name, error),
    );
}

async function findOldFolders(root: string): Promise<string[]> {
  const old: string[] = [];
  for (const name of await readdir(root)) {
    const changedMs = (await stat(join(root, name)).catch(() => null))?.mtimeMs ?? Date.now();
    if (name !== basename(sourceCachePath) && Date.now() - changedMs > abandonedAfterSec * 1000)
      old.push(name);
  }
  return old;
}

async function findHeldFolders(database: DataSource): Promise<Set<string>> {
  const find = <Row>(columns: string, table: string): Promise<Row[]> =>
    database.query(`SELECT ${columns} FROM ${table} WHERE ${wasHeld}`);
  const chunks = await find<Parameters<typeof chunkWorkFolder>[0]>(
    'video_id AS "videoId", attempt, index, claims AS claim',
    'chunks',
  );
  const videos = await find<Parameters<typeof videoWorkFolder>[0]>('id AS "videoId", attempt', 'videos');
  const recordings = await find<Parameters<typeof recordingWorkFolder>[0]>(
    'id AS "recordingId", attempt',
    'recordings',
  );
  const clips = await find<Parameters<typeof clipWorkFolder>[0]>('video_id AS "clipId", attempt', 'clips');
  return new Set([
    ...chunks.map(chunkWorkFolder),
    ...videos.flatMap((video) => [videoWorkFolder(video, 'finish'), videoWorkFolder(video, 'stills')]),
    ...recordings.map(recordingWorkFolder),
    ...clips.map(clipWorkFolder),
  ]);
}
