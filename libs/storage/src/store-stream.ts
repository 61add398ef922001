import { Readable } from 'node:stream';

/**
 * Runs `store` over a stream that comes from elsewhere, with how many bytes of it have been read, and tells whose failure
 * it was when that breaks: the stream's own error goes out as it is, never as the store's trouble; the store's goes back
 * along the stream too, so that whoever sends learns of it.
 */
export async function storeStream(
  body: Readable,
  store: (bytes: Readable, readBytes: () => number) => Promise<void>,
): Promise<{ sizeBytes: number }> {
  let sizeBytes = 0;
  let broken: Error | undefined;
  async function* counted(): AsyncGenerator<Buffer> {
    // A loop would end the stream without an error when the store gives up.
    const chunks = body.iterator({ destroyOnReturn: false });
    for (;;) {
      const { done, value } = await chunks.next().catch((error: Error) => {
        broken = error;
        throw error;
      });
      if (done) return;
      sizeBytes += (value as Buffer).length;
      yield value as Buffer;
    }
  }
  // What is thrown here tells of it; an error that nobody listens to would end the process.
  body.on('error', () => undefined);
  try {
    await store(Readable.from(counted()), () => sizeBytes);
    return { sizeBytes };
  } catch (error) {
    body.destroy(error as Error);
    throw broken ?? error;
  }
}
