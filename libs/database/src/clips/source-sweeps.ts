import type { EntityManager } from 'typeorm';
import { scheduleSweep, updated } from '../videos/guarded-update.js';

/** When a source goes that was stored, or was to be, and that no row ever named. No store takes as long. */
const strayedSec = 24 * 3600;
/** So close to its sweep a source is none any more: the sweep may have begun. */
const marginSec = 3600;

/** As a storage prefix: in a bucket a source lies in a folder of its own, on a disk there is nothing of that name. */
const folderOf = (path: string): string => `${path.split('/').slice(0, 2).join('/')}/`;

/** Before a source is stored that no row names yet: should whoever stores it die, it goes. */
export const sweepUnlessKept = (manager: EntityManager, path: string): Promise<void> =>
  scheduleSweep(manager, folderOf(path), strayedSec, { sourcePath: path, rounds: 1 });

/** In the transaction in which a row names it. Whoever sweeps takes rows that are due: one that is far from it nobody has taken. */
export async function keepFromSweep(manager: EntityManager, path: string): Promise<void> {
  const row = await updated(
    manager,
    `DELETE FROM storage_sweeps WHERE source_path = $1 AND prefix = $2
       AND due_at > now() + make_interval(secs => $3) RETURNING id`,
    [path, folderOf(path), marginSec],
  );
  if (!row) throw new Error('the source was not announced, or may have been swept');
}

/** Finds nothing to sweep where a row names it, also when that was never answered. */
export async function sweepNow(manager: EntityManager, path: string): Promise<void> {
  await manager.query('UPDATE storage_sweeps SET due_at = now() WHERE source_path = $1 AND prefix = $2', [
    path,
    folderOf(path),
  ]);
}
