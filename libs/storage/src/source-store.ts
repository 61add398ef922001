import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  incomingPath,
  isSourceLocation,
  processedPath,
  processedPrefix,
  SluiceError,
  sourceKey,
  sourcePath,
  sourcesPrefix,
} from '@sluice/vod';
import { LocalStorage } from './local-storage.js';
import type { ByteRange, ObjectStorage, PutOptions, StoredObject } from './object-storage.js';
import type { StorageSettings } from './storage-settings.js';

/** Nobody fetches a source from a store but the workers; should a browser get hold of one, it shows nothing of it. */
const asSource: PutOptions = { contentType: 'application/octet-stream', cacheControl: 'private, no-store' };

const secretBytes = 16;

export interface ProcessedFolder {
  roomId: string;
  recordingId: string;
}

export interface ProcessedSource {
  path: string;
  name: string;
  sizeBytes: number;
}

/**
 * Where the files lie that people uploaded, and the one that says so. On the disk they arrive in uploads/incoming and
 * become uploads/sources/<video id>; in a bucket they stay where they were stored, under a key that nobody can guess.
 * Rows name them by `source_path`, which only the driver in force makes a path or a key.
 */
export class SourceStore {
  constructor(private readonly objects: ObjectStorage) {}

  /** Stores a file while it arrives, complete or not at all. It is no video's yet: assign or delete it. */
  async receive(body: Readable): Promise<{ path: string; sizeBytes: number }> {
    const uploadId = randomUUID();
    const onDisk = this.objects.localPath(incomingPath(uploadId)) !== null;
    const path = onDisk
      ? incomingPath(uploadId)
      : sourceKey(uploadId, randomBytes(secretBytes).toString('hex'));
    return { path, ...(await this.store(path, body)) };
  }

  /** Makes what was received the source of a video; answers the `source_path` for its row. */
  async assign(path: string, videoId: string): Promise<string> {
    const file = this.objects.localPath(path);
    if (file === null) return path;
    await this.objects.putFile(sourcePath(videoId), file, asSource);
    return sourcePath(videoId);
  }

  /** A path that nobody else was given, for a file that no video has yet. */
  newPath(): string {
    const id = randomUUID();
    const onDisk = this.objects.localPath(sourcePath(id)) !== null;
    return onDisk ? sourcePath(id) : sourceKey(id, randomBytes(secretBytes).toString('hex'));
  }

  /**
   * Stores a file under such a path; it is gone from where it was. Throws the signal's reason: a move is too short to be
   * aborted, but an upload may take hours.
   */
  async keep(path: string, filePath: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.objects.localPath(path) !== null) return this.objects.putFile(path, filePath, asSource);
    await this.upload(path, filePath, signal);
    await rm(filePath);
  }

  private async upload(path: string, filePath: string, signal: AbortSignal): Promise<void> {
    const body = createReadStream(filePath, { highWaterMark: 1024 ** 2, signal });
    await this.store(path, body).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
  }

  /** A store whose last answer was lost may have all of it: nobody would ever know of that. */
  private async store(path: string, body: Readable): Promise<{ sizeBytes: number }> {
    try {
      return await this.objects.putStream(path, body, asSource);
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'storage_unavailable')
        await this.objects.delete(path).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Stores what was put together from a recording under a path that nobody can guess; answers that. The file is gone
   * from where it was.
   */
  async keepProcessed(
    { roomId, recordingId }: ProcessedFolder,
    name: string,
    filePath: string,
  ): Promise<string> {
    const path = processedPath(roomId, recordingId, name, randomBytes(secretBytes).toString('hex'));
    await this.objects.putFile(path, filePath, asSource);
    return path;
  }

  /** All that was put together from a recording, by the names it was given, in their order. */
  async listProcessed({ roomId, recordingId }: ProcessedFolder): Promise<ProcessedSource[]> {
    const prefix = `${processedPrefix}${roomId}/${recordingId}/`;
    const found: ProcessedSource[] = [];
    for await (const { key, sizeBytes } of this.objects.list(prefix))
      if (isSourceLocation(key))
        found.push({ path: key, name: key.slice(prefix.length, -1 - 2 * secretBytes), sizeBytes });
    return found;
  }

  /** Deleting what isn't there is no error. */
  async delete(path: string): Promise<void> {
    if (!isSourceLocation(path)) throw new TypeError(`Not the place of a source: ${JSON.stringify(path)}`);
    await this.objects.delete(path);
  }

  /** Where the source lies on this machine, whether it is there or not; null when it has to be fetched. */
  localPath(path: string): string | null {
    return this.objects.localPath(path);
  }

  /** Where somebody fetches the source from the store as a file to save; null when it lies on this machine. */
  downloadUrl(path: string, ttlSec: number, disposition: string): Promise<string | null> {
    return this.objects.urlFor(path, ttlSec, { isPrivate: true, disposition });
  }

  /** null when there is no such source. */
  stat(path: string): Promise<StoredObject | null> {
    return this.objects.stat(path);
  }

  read(path: string, range?: ByteRange): Promise<Readable | null> {
    return this.objects.read(path, range);
  }

  /** Every source, of whatever video or of none; `key` is its path. */
  async *list(): AsyncIterable<StoredObject> {
    yield* this.objects.list(sourcesPrefix);
    yield* this.objects.list(processedPrefix);
  }

  /** Moves a source that no video knows to uploads/orphans. false in a bucket, where it stays: nothing moves there. */
  async setAside(path: string): Promise<boolean> {
    const file = this.objects.localPath(path);
    if (file === null) return false;
    await this.objects.putFile(
      `orphans/${path.slice(path.indexOf('/') + 1).replaceAll('/', '-')}`,
      file,
      asSource,
    );
    return true;
  }
}

/** In S3 sources lie beside the media, and share their store with its connections. */
export const createSourceStore = (
  driver: StorageSettings['driver'],
  media: ObjectStorage,
  uploadsDir: string,
): SourceStore => new SourceStore(driver === 's3' ? media : new LocalStorage({ rootDir: uploadsDir }));
