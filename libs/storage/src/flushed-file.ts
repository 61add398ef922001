import { open, type FileHandle } from 'node:fs/promises';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** So much may wait for the disk at most; without it the flush of a large file's end takes minutes. */
const flushEveryBytes = 64 * 1024 * 1024;
/** So much waits in memory, for each of what may be a hundred uploads. */
const bufferBytes = 256 * 1024;

/**
 * Writes a new file that is on the disk, not only in the cache, when this is done. What comes as a stream came from
 * people, so nobody but this user and group reads it. After a failure the beginning of the file may be there.
 */
export async function writeFlushed(path: string, bytes: Readable, signal?: AbortSignal): Promise<void> {
  const file = new FlushedFile(path);
  // a pipeline that fails doesn't wait for its last stream: the file might be created after it was deleted
  const closed = new Promise((resolve) => file.once('close', resolve));
  try {
    await pipeline(bytes, file, { signal });
  } finally {
    await closed;
  }
}

class FlushedFile extends Writable {
  private handle!: FileHandle;
  private unflushedBytes = 0;
  private flushing: Promise<unknown> = Promise.resolve();

  constructor(private readonly path: string) {
    super({ highWaterMark: bufferBytes });
  }

  override _construct(done: (error?: Error | null) => void): void {
    open(this.path, 'wx', 0o640).then((handle) => {
      this.handle = handle;
      done();
    }, done);
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.append(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.flushing.then(() => this.handle.sync()).then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const close = async (): Promise<void> => {
      await this.flushing.catch(() => undefined);
      await this.handle?.close();
    };
    close().then(() => done(error), done);
  }

  private async append(chunk: Buffer): Promise<void> {
    await this.handle.writeFile(chunk);
    this.unflushedBytes += chunk.length;
    if (this.unflushedBytes < flushEveryBytes) return;
    await this.flushing;
    this.unflushedBytes = 0;
    this.flushing = this.handle.datasync();
    // its failure is met by whoever awaits it next
    this.flushing.catch(() => undefined);
  }
}
