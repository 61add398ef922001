import type { EntityManager } from 'typeorm';
import { triesMax } from './claim.js';
import { markChunkUnsent, markUnsent } from './work-to-do.js';

/** Of PostgreSQL's advisory locks. */
const lastTryLock = 70_020;

/** Lost with its worker (its lease ran out), and one try is left. */
const isSuspect = `tries = ${triesMax - 1} AND lease_until < now()`;
const isLastTry = `tries = ${triesMax} AND lease_until > now()`;

/**
 * A file that kills its worker takes with it whatever is processed beside it, each time. So what was lost twice has its
 * last try without others of its kind: the one that is to blame fails alone. False: not yet, and it is sent again soon.
 */
export async function mayBeTried(manager: EntityManager, videoId: string): Promise<boolean> {
  const suspects: unknown[] = await manager.query(
    `SELECT 1 FROM videos WHERE id = $1 AND status = 'processing' AND ${isSuspect}`,
    [videoId],
  );
  if (suspects.length === 0 || (await nobodyHasLastTry(manager))) return true;
  await markUnsent(manager, videoId);
  return false;
}

/** The same for a chunk. */
export async function mayChunkBeTried(
  manager: EntityManager,
  { videoId, attempt, index }: { videoId: string; attempt: number; index: number },
): Promise<boolean> {
  const suspects: unknown[] = await manager.query(
    `SELECT 1 FROM chunks WHERE video_id = $1 AND attempt = $2 AND index = $3 AND state = 'waiting' AND ${isSuspect}`,
    [videoId, attempt, index],
  );
  if (suspects.length === 0 || (await nobodyHasLastTry(manager))) return true;
  await markChunkUnsent(manager, { videoId, attempt, index });
  return false;
}

/** Until this transaction ends nobody else gets one either. */
async function nobodyHasLastTry(manager: EntityManager): Promise<boolean> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [lastTryLock]);
  const [row] = (await manager.query(
    `SELECT NOT EXISTS (SELECT 1 FROM videos WHERE status = 'processing' AND ${isLastTry})
       AND NOT EXISTS (SELECT 1 FROM chunks WHERE state = 'waiting' AND ${isLastTry}) AS free`,
  )) as { free: boolean }[];
  return row!.free;
}
