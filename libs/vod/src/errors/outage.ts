import { SluiceError } from './sluice-error.js';

/** How soon to look whether it is over. */
export const outagePauseSec = 15;

/**
 * Whether something is away that all work needs: it says nothing about this piece of work, so no number of failures ends
 * it. It waits, and goes on by itself.
 */
export const isOutage = (error: unknown): boolean =>
  error instanceof SluiceError && (error.code === 'storage_unavailable' || error.code === 'disk_full');
