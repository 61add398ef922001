import { freeBytes } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from './settings.js';

/** Refuses what would fill the disk, which PostgreSQL and the cameras may share. */
@Injectable()
export class DiskGuard {
  constructor(@Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings) {}

  /** `bytes` are on their way to the store; with S3 nothing of them is kept here. Throws `disk_full`. */
  async refuseWithoutRoomFor(bytes: number): Promise<void> {
    if (this.settings.STORAGE_DRIVER === 'local') await this.refuseWhenFull(bytes);
  }

  /** For what is kept here whatever the store: clips hold what the rings would have deleted. Throws `disk_full`. */
  async refuseWhenFull(bytes = 0): Promise<void> {
    const { UPLOADS_DIR, DISK_MIN_FREE_BYTES } = this.settings;
    if ((await freeBytes(UPLOADS_DIR)) - bytes < DISK_MIN_FREE_BYTES) throw new SluiceError('disk_full');
  }
}
