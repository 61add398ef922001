import { freeBytes } from '@sluice/storage';
import { aheadMaxMs, SluiceError } from '@sluice/vod';
import type { BackendSettings } from '../settings.js';

/**
 * A clip keeps what the ring would have deleted, on the disk wherever films are kept: with little left it would soon be
 * full for everybody. Throws `disk_full`.
 */
export async function refuseFullDisk({
  UPLOADS_DIR,
  DISK_MIN_FREE_BYTES,
}: Pick<BackendSettings, 'UPLOADS_DIR' | 'DISK_MIN_FREE_BYTES'>): Promise<void> {
  if ((await freeBytes(UPLOADS_DIR)) < DISK_MIN_FREE_BYTES) throw new SluiceError('disk_full');
}

/** Throws `validation_failed`. */
export function refuseFuture(atMs: number): void {
  if (atMs > Date.now() + aheadMaxMs)
    throw new SluiceError(
      'validation_failed',
      'The time lies in the future; the server’s clock says it is not yet.',
    );
}

/** In UTC, and says so: whose time zone it will be read in, nobody knows. */
export const titleOf = (cameraName: string, fromMs: number): string =>
  `${cameraName}, ${new Date(fromMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
