import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Fingerprint } from './object-storage.js';

/** Reads a stream to its end; memory stays bounded. */
export async function fingerprintOf(stream: Readable): Promise<Fingerprint> {
  const hash = createHash('md5');
  let sizeBytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
  }
  return { sizeBytes, md5Hex: hash.digest('hex') };
}
