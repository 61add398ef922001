import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '@sluice/database';

const pauseMs = 500;
/** A restart or a failover; what is away for longer comes back to leases that have run out. */
const patienceMs = 60_000;

/**
 * Tells the database how work has ended, as soon as it answers. `tell` is repeated, so it must be guarded by its claim.
 * Throws when the database stays away, or the worker stops meanwhile.
 */
export async function onceDatabaseAnswers<Answer>(
  tell: () => Promise<Answer>,
  isStopping: () => boolean,
): Promise<Answer> {
  for (const startedAt = performance.now(); ; await pause(pauseMs))
    try {
      return await tell();
    } catch (error) {
      const isOver = isStopping() || performance.now() - startedAt > patienceMs;
      if (isOver || !isDatabaseAway(error)) throw error;
    }
}
