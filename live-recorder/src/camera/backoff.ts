/** A run that has lasted this long was healthy: the next failure is a first one. */
export const healthyMs = 60_000;

const ladderMs = [500, 1000, 2000, 4000, 8000, 16_000, 30_000];

/**
 * The pause before the next try, for ever: anything up to the ladder's step, so that cameras which were lost together
 * (a switch, a power cut) don't all come back in the same moment. `chance` is 0..1.
 */
export const backoffMs = (failures: number, chance: number): number =>
  Math.round(ladderMs[Math.min(Math.max(failures, 1), ladderMs.length) - 1]! * chance);
