import { createHash, type Hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFlushed, type SourceStore } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import type { Logger } from 'pino';

/** A video's source as its row tells of it. */
export interface SourceFile {
  /** The row's `source_path`. */
  path: string;
  sizeBytes: number;
  /** Of the file as it was uploaded, in hexadecimal; null when the row is older than that. */
  sha256: string | null;
}

export interface DownloadContext {
  sources: SourceStore;
  signal: AbortSignal;
  log: Logger;
}

/** A line that fails so often without a single byte between is down. */
const failuresMax = 5;
const firstPauseMs = 300;

/**
 * Fetches a source into a new file: the bytes that were uploaded, on the disk, or no file at all. Errors: SluiceError
 * source_missing, source_corrupt, storage_unavailable; the system's own (ENOSPC) about the file.
 */
export async function downloadSource(
  source: SourceFile,
  filePath: string,
  context: DownloadContext,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    await writeFlushed(filePath, Readable.from(hashedBytes(source, hash, context)), context.signal);
    if (source.sha256 !== null && hash.digest('hex') !== source.sha256)
      throw new SluiceError('source_corrupt', 'The stored file has other bytes than the uploaded one.');
  } catch (error) {
    await rm(filePath, { force: true });
    throw error;
  }
}

/** All bytes in order, over as many connections as it takes: one that breaks is gone on with where it broke. */
async function* hashedBytes(
  source: SourceFile,
  hash: Hash,
  { sources, signal, log }: DownloadContext,
): AsyncGenerator<Buffer> {
  let atByte = 0;
  let failures = 0;
  while (atByte < source.sizeBytes)
    try {
      const stream = await sources.read(source.path, { fromByte: atByte });
      if (!stream) throw new SluiceError('source_missing', 'The worker cannot find the uploaded file.');
      for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
        atByte += chunk.length;
        failures = 0;
        hash.update(chunk);
        yield chunk;
      }
      // a connection that broke would have said so
      if (atByte !== source.sizeBytes)
        throw new SluiceError('source_corrupt', 'The stored file has another size than the uploaded one.');
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= failuresMax) throw error;
      log.warn(
        { err: error, atByte, sizeBytes: source.sizeBytes },
        'fetching the source broke off; going on',
      );
      await sleep(firstPauseMs * 2 ** (failures - 1), undefined, { signal });
    }
}

const isPassing = (error: unknown): boolean =>
  error instanceof SluiceError && error.code === 'storage_unavailable';
