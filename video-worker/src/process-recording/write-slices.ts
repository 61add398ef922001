import { open, type FileHandle } from 'node:fs/promises';
import type { LoadedTake } from '@sluice/database';
import { clusterHeadBytes, findCluster, type ChunkRange } from '@sluice/vod';
import { fetchChunks } from './fetch-chunks.js';
import type { AssemblyContext } from './recording-context.js';

/** A header is some hundred bytes; a stream that has no cluster after so many is none. */
const headerBytesMax = 4 * 1024 ** 2;

/**
 * Writes slices of a webm take that follow each other as one stream. Behind a gap a stream begins anew: with the take's
 * header, and the first cluster that begins there.
 */
export async function writeSlices(
  path: string,
  take: LoadedTake,
  { slices: [first, last], needsHeader }: { slices: ChunkRange; needsHeader: boolean },
  context: AssemblyContext & { onChunk: () => void },
): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    const chunks = take.chunks.filter(({ seq }) => seq >= first && seq <= last);
    if (needsHeader) await file.writeFile(await readHeader(take, context));
    let search: Buffer | null = needsHeader ? Buffer.alloc(0) : null;
    for await (const { data } of fetchChunks(chunks, context)) {
      search = await writeFrom(file, search, data);
      context.onChunk();
    }
  } finally {
    await file.close();
  }
}

/** Writes what belongs to a cluster. While none has begun, answers what may be the beginning of one. */
async function writeFrom(file: FileHandle, search: Buffer | null, data: Buffer): Promise<Buffer | null> {
  if (search === null) {
    await file.writeFile(data);
    return null;
  }
  const joined = Buffer.concat([search, data]);
  const at = findCluster(joined);
  if (at < 0) return joined.subarray(-clusterHeadBytes);
  await file.writeFile(joined.subarray(at));
  return null;
}

/** What stands before the first cluster. */
async function readHeader(take: LoadedTake, context: AssemblyContext): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for await (const { data } of fetchChunks(take.chunks, context)) {
    head = Buffer.concat([head, data]);
    const at = findCluster(head);
    if (at >= 0) return head.subarray(0, at);
    if (head.length > headerBytesMax) break;
  }
  return head.subarray(0, headerBytesMax);
}
