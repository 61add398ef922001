import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '@sluice/vod';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import { FlushedFile } from './flushed-file.js';
import { headBytes, refuseByContent } from './refuse-by-content.js';

/**
 * Where multer writes: straight to uploads/incoming, flushed to the disk before the file counts as arrived. What
 * surely is no video is refused by its first bytes, so that nobody waits for gigabytes to be told.
 */
export class IncomingStorage implements StorageEngine {
  constructor(
    private readonly directory: string,
    private readonly maxBytes: number,
  ) {}

  _handleFile(
    _: Request,
    file: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ): void {
    const path = join(this.directory, randomUUID());
    const counted = { bytes: 0 };
    receive(file.stream, path, counted, this.maxBytes).then(
      () => done(null, { path, size: counted.bytes }),
      async (error: unknown) => {
        await unlink(path).catch(() => undefined);
        done(error);
      },
    );
  }

  _removeFile(_: Request, file: Express.Multer.File, done: (error: Error | null) => void): void {
    unlink(file.path).then(
      () => done(null),
      (error: NodeJS.ErrnoException) => done(error.code === 'ENOENT' ? null : error),
    );
  }
}

export const fileTooLarge = (maxBytes: number): SluiceError =>
  new SluiceError('file_too_large', `The limit is ${maxBytes} bytes.`);

async function receive(
  stream: Readable,
  path: string,
  counted: { bytes: number },
  maxBytes: number,
): Promise<void> {
  const chunks: Buffer[] = [];
  let judged = false;
  const judge = async (): Promise<void> => {
    judged = true;
    await refuseByContent(Buffer.concat(chunks).subarray(0, headBytes));
  };
  const watch = new Transform({
    transform(chunk: Buffer, _, pass) {
      counted.bytes += chunk.length;
      if (counted.bytes > maxBytes) return pass(fileTooLarge(maxBytes));
      if (judged) return pass(null, chunk);
      chunks.push(chunk);
      if (counted.bytes < headBytes) return pass(null, chunk);
      judge().then(() => pass(null, chunk), pass);
    },
    flush(pass) {
      if (judged) return pass();
      judge().then(() => pass(), pass);
    },
  });
  const file = new FlushedFile(path);
  // a pipeline that fails doesn't wait for its last stream: the file might be created after it was deleted
  const closed = new Promise((resolve) => file.once('close', resolve));
  try {
    await pipeline(stream, watch, file);
  } finally {
    await closed;
  }
}
