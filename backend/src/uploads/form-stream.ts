import { PassThrough } from 'node:stream';
import type { Request } from 'express';
import type { UploadRoom } from './upload-room.js';

/**
 * The body of an upload, as multer reads it. Multer tells of an error only when it has read the whole request: a
 * client would send its gigabytes to learn that the first bytes were refused. This ends when multer lets go of it, and
 * leaves the rest of the request unread.
 */
export class FormStream extends PassThrough {
  readonly headers: Request['headers'];
  /** Set by multer. */
  body?: unknown;
  file?: Express.Multer.File;

  constructor(
    request: Request,
    readonly room: UploadRoom,
  ) {
    // a hundred uploads at once have a hundred of these
    super({ highWaterMark: 256 * 1024 });
    this.headers = request.headers;
    request.once('error', (error) => this.destroy(error));
    request.once('close', () => request.complete || this.destroy(new Error('the request ended early')));
    request.pipe(this);
  }

  override unpipe(destination?: NodeJS.WritableStream): this {
    super.unpipe(destination);
    setImmediate(() => this.destroy());
    return this;
  }

  /** Multer uses a request's stream, headers, body and file only. */
  asRequest(): Request {
    return this as unknown as Request;
  }
}
