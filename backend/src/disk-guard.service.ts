import { freeBytes } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from './settings.js';

/** Refuses what would fill the disk, which PostgreSQL and the cameras may share. With S3 nothing is kept on it. */
@Injectable()
export class DiskGuard {
  constructor(@Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings) {}

  /** `bytes` are on their way. Throws `disk_full`. */
  async refuseWithoutRoomFor(bytes: number): Promise<void> {
    const { STORAGE_DRIVER, UPLOADS_DIR, DISK_MIN_FREE_BYTES } = this.settings;
    if (STORAGE_DRIVER !== 'local') return;
    if ((await freeBytes(UPLOADS_DIR)) - bytes < DISK_MIN_FREE_BYTES) throw new SluiceError('disk_full');
  }
}
