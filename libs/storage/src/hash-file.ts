import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';

/** Size and SHA-256 (hex) of a file that was made here. Throws what reading does, and when the signal aborts. */
export async function hashFile(
  path: string,
  signal: AbortSignal,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = createReadStream(path, { highWaterMark: 1024 ** 2 });
  for await (const piece of addAbortSignal(signal, file) as AsyncIterable<Buffer>) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
