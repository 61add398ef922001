import { PassThrough, type Readable } from 'node:stream';

/** Hands a stream on, with errors that come while it is read turned into ours. Closing it closes the source. */
export function mapStreamErrors(source: Readable, toStorageError: (error: unknown) => Error): Readable {
  const mapped = new PassThrough();
  source.on('error', (error) => mapped.destroy(toStorageError(error)));
  mapped.on('close', () => source.destroy());
  return source.pipe(mapped);
}
