import { Transform, type TransformCallback } from 'node:stream';
import { SluiceError } from '@sluice/vod';
import type { DiskGuard } from '../disk-guard.service.js';
import type { UploadRoom } from './upload-reservations.service.js';

/** How much may come before somebody looks at the disk again. */
const lookEveryBytes = 32 * 1024 ** 2;

/** Keeps a file within its room while it comes. Breaks with `quota_exceeded`, or `disk_full` when others fill the disk. */
export class MeteredUpload extends Transform {
  private nextLookAt = lookEveryBytes;

  constructor(
    private readonly room: UploadRoom,
    private readonly disk: DiskGuard,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, pass: TransformCallback): void {
    this.room.receivedBytes += chunk.length;
    if (this.room.receivedBytes > (this.room.quotaBytes ?? Infinity))
      return pass(new SluiceError('quota_exceeded'));
    if (this.room.receivedBytes < this.nextLookAt) return pass(null, chunk);
    this.nextLookAt += lookEveryBytes;
    this.disk.refuseWithoutRoomFor(0).then(() => pass(null, chunk), pass);
  }
}
