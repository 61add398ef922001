import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';

export interface Measured {
  sizeBytes: number;
  sha256: string;
}

/** Passes bytes on, and knows afterwards how many there were and what they hash to. */
export function hashedStream(): { stream: Transform; measured: () => Measured } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const stream = new Transform({
    highWaterMark: 1024 ** 2,
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, measured: () => ({ sizeBytes, sha256: hash.digest('hex') }) };
}
