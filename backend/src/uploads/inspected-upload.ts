import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { SluiceError } from '@sluice/vod';
import { headBytes, refuseByContent } from './refuse-by-content.js';

export const fileTooLarge = (maxBytes: number): SluiceError =>
  new SluiceError('file_too_large', `The limit is ${maxBytes} bytes.`);

/**
 * A file on its way in. It breaks with a SluiceError when there is too much of it, and when its first bytes are surely
 * no video's: nobody waits for gigabytes to be told.
 */
export class InspectedUpload extends Transform {
  private readonly hash = createHash('sha256');
  private readonly head: Buffer[] = [];
  private seenBytes = 0;
  private judged = false;

  constructor(private readonly maxBytes: number) {
    super();
  }

  /** Of all the bytes, in hexadecimal, once they have come. */
  sha256(): string {
    return this.hash.digest('hex');
  }

  override _transform(chunk: Buffer, _: BufferEncoding, pass: TransformCallback): void {
    this.seenBytes += chunk.length;
    if (this.seenBytes > this.maxBytes) return pass(fileTooLarge(this.maxBytes));
    this.hash.update(chunk);
    if (this.judged) return pass(null, chunk);
    this.head.push(chunk);
    if (this.seenBytes < headBytes) return pass(null, chunk);
    this.judge().then(() => pass(null, chunk), pass);
  }

  override _flush(pass: TransformCallback): void {
    if (this.judged) return pass();
    this.judge().then(() => pass(), pass);
  }

  private async judge(): Promise<void> {
    this.judged = true;
    await refuseByContent(Buffer.concat(this.head).subarray(0, headBytes));
    this.head.length = 0;
  }
}
