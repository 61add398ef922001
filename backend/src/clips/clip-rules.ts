import { aheadMaxMs, SluiceError } from '@sluice/vod';

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
