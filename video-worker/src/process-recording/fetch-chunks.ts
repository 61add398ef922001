import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadedChunk } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';

/** What may be on its way at the same time: a bucket far away answers late, and memory is for more than this. */
const aheadBytesMax = 24 * 1024 ** 2;
const aheadMax = 8;

const absencesMax = 2;
const failuresMax = 5;
const firstPauseMs = 200;

/** What was verified once is not in the store any more, or is something else. */
export class ChunkMissing extends SluiceError {
  constructor(readonly chunk: LoadedChunk) {
    super(
      'recording_chunk_missing',
      `Chunk ${chunk.seq} of a take is not in the storage as it was verified.`,
    );
  }
}

export interface FetchedChunk {
  chunk: LoadedChunk;
  data: Buffer;
}

interface FetchContext {
  storage: ObjectStorage;
  signal: AbortSignal;
}

/** The chunks in their order, each checked against its hash, the next ones fetched meanwhile. */
export async function* fetchChunks(
  chunks: readonly LoadedChunk[],
  context: FetchContext,
): AsyncGenerator<FetchedChunk> {
  const ahead: { sizeBytes: number; fetched: Promise<FetchedChunk> }[] = [];
  let next = 0;
  let aheadBytes = 0;
  while (next < chunks.length || ahead.length > 0) {
    for (; next < chunks.length; next++) {
      const chunk = chunks[next]!;
      const isRoom = ahead.length < aheadMax && aheadBytes + chunk.sizeBytes <= aheadBytesMax;
      if (ahead.length > 0 && !isRoom) break;
      const fetched = fetchChunk(chunk, context).then((data) => ({ chunk, data }));
      // its failure is met when its turn comes
      fetched.catch(() => undefined);
      ahead.push({ sizeBytes: chunk.sizeBytes, fetched });
      aheadBytes += chunk.sizeBytes;
    }
    const first = ahead.shift()!;
    yield await first.fetched;
    aheadBytes -= first.sizeBytes;
  }
}

/**
 * What was stored as verified and isn't there any more is asked for twice: a store may be of two minds for a moment. A
 * line that breaks is given more time: of thousands of requests one always does.
 */
async function fetchChunk(chunk: LoadedChunk, context: FetchContext): Promise<Buffer> {
  let [failures, absences] = [0, 0];
  for (;;)
    try {
      const data = await readChecked(chunk, context);
      if (data) return data;
      absences += 1;
      if (absences === absencesMax) throw new ChunkMissing(chunk);
    } catch (error) {
      const isPassing = error instanceof SluiceError && error.code === 'storage_unavailable';
      failures += 1;
      if (!isPassing || failures === failuresMax) throw error;
      await sleep(firstPauseMs * 2 ** (failures - 1), undefined, { signal: context.signal });
    }
}

/** null for what is gone or has other bytes. */
async function readChecked(
  { key, sizeBytes, sha256 }: LoadedChunk,
  { storage, signal }: FetchContext,
): Promise<Buffer | null> {
  signal.throwIfAborted();
  const stream = await storage.read(key);
  if (!stream) return null;
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    length += piece.length;
    // leaving the loop destroys the stream
    if (length > sizeBytes) return null;
    hash.update(piece);
    pieces.push(piece);
  }
  return length === sizeBytes && hash.digest('hex') === sha256 ? Buffer.concat(pieces, length) : null;
}
