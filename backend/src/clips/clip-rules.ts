import { statfs } from 'node:fs/promises';
import { aheadMaxMs, SluiceError } from '@sluice/vod';

/** A clip keeps what the ring would have deleted: with less than this the disk would soon be full for everybody. */
const freeMinBytes = 512 * 1024 ** 2;

/** Throws `disk_full`. */
export async function refuseFullDisk(uploadsDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(uploadsDir);
  if (bavail * bsize < freeMinBytes) throw new SluiceError('disk_full');
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
