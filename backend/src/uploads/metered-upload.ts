import { Transform, type TransformCallback } from 'node:stream';
import { SluiceError } from '@sluice/vod';
import { lookEveryBytes, type UploadRoom } from './upload-room.js';

/** Keeps a file within its room while it comes. Breaks with `quota_exceeded`, or with what `lookAtDisk` throws. */
export class MeteredUpload extends Transform {
  private nextLookAt = lookEveryBytes;

  constructor(
    private readonly room: UploadRoom,
    private readonly lookAtDisk: () => Promise<void>,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, pass: TransformCallback): void {
    this.room.receivedBytes += chunk.length;
    if (this.room.receivedBytes > (this.room.quotaBytes ?? Infinity))
      return pass(new SluiceError('quota_exceeded'));
    if (this.room.receivedBytes < this.nextLookAt) return pass(null, chunk);
    this.nextLookAt += lookEveryBytes;
    this.lookAtDisk().then(() => pass(null, chunk), pass);
  }
}
