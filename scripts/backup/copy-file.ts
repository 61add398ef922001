import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFlushed } from '@sluice/storage';
import { hashedStream, type Measured } from './hashed-stream.js';
import { UnreadableFile } from './unreadable-file.js';

/**
 * A copy of its own, whole or not there: written under a temporary name, flushed, renamed. With the mode (who serves
 * media may be another user) and the time of the original, by which the next backup knows it again. Throws
 * UnreadableFile where it is the original's fault.
 */
export async function copyFile(
  from: string,
  to: string,
  check: (measured: Measured) => void = () => undefined,
): Promise<Measured> {
  const unreadable = (error: NodeJS.ErrnoException): UnreadableFile => new UnreadableFile(from, error);
  const { mode, mtimeMs } = await stat(from).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error);
  });
  await mkdir(dirname(to), { recursive: true });
  const temporary = join(dirname(to), `.${basename(to)}.${randomUUID()}.tmp`);
  const { stream, measured } = hashedStream();
  const source = createReadStream(from, { highWaterMark: 1024 ** 2 });
  source.on('error', (error) => stream.destroy(unreadable(error)));
  try {
    await writeFlushed(temporary, source.pipe(stream));
    const copied = measured();
    check(copied);
    await chmod(temporary, mode & 0o777);
    // in the middle of the millisecond: seconds as a floating-point number fall short of its beginning
    const atSec = (Math.floor(mtimeMs) + 0.5) / 1000;
    await utimes(temporary, atSec, atSec);
    await rename(temporary, to);
    return copied;
  } catch (error) {
    source.destroy();
    await rm(temporary, { force: true });
    throw error;
  }
}
