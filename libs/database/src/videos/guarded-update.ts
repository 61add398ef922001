import { videoTransitions, type VideoTransition } from '@sluice/vod';
import type { EntityManager } from 'typeorm';
import { StorageSweep } from '../maintenance/storage-sweep.entity.js';

/** On PostgreSQL's own clock, so that no worker's clock matters. */
export const leaseIsDead = '(lease_until IS NULL OR lease_until < now())';

/** SQL for the states that a transition may leave. */
export const leaves = (transition: VideoTransition): string =>
  `status IN (${videoTransitions[transition].from.map((status) => `'${status}'`).join(', ')})`;

/** Runs an UPDATE or DELETE … RETURNING that touches one row at most. */
export async function updated<Row>(
  manager: EntityManager,
  sql: string,
  parameters: unknown[],
): Promise<Row | null> {
  const [rows] = (await manager.query(sql, parameters)) as [Row[], number];
  return rows[0] ?? null;
}

export async function scheduleSweep(
  manager: EntityManager,
  prefix: string,
  delaySec: number,
  options: { sourcePath: string | null; rounds: number } = { sourcePath: null, rounds: 1 },
): Promise<void> {
  await manager.insert(StorageSweep, {
    prefix,
    ...options,
    dueAt: () => `now() + interval '${delaySec} seconds'`,
  });
}
