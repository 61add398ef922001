import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import type { SourceStore } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import type { Logger } from 'pino';
import { isNoRoom } from '../disk-guard/is-no-room.js';
import { downloadSource, type SourceFile } from './download-source.js';
import { SharedDownloads } from './shared-downloads.js';
import { SourceCopies, type HeldSource } from './source-copies.js';

export type { HeldSource, SourceFile };

export interface SourceCacheOptions {
  sources: SourceStore;
  /** For copies of sources that lie in a bucket; other workers on the machine may use it too. */
  dir: string;
  /** What the copies may take together. A source that is needed is fetched, even if it is larger than that. */
  maxBytes: number;
  log: Logger;
}

const tidyMs = 60_000;

/**
 * Sources as files on this machine, for ffmpeg, which is never given an address. On the disk they are used where they
 * lie; from a bucket each one is fetched once, checked, and kept for the next job that wants it.
 */
export class SourceCache {
  readonly #copies: SourceCopies;
  readonly #downloads = new SharedDownloads();
  #arrivingBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SourceCacheOptions) {
    this.#copies = new SourceCopies(options.dir, options.maxBytes, options.log);
  }

  /** Removes what a crash has left behind, and goes on doing so. */
  async start(): Promise<void> {
    const tidy = (): Promise<void> =>
      this.#copies
        .tidy()
        .catch((error: unknown) =>
          this.options.log.warn({ err: error }, 'the copies of sources are not tidy'),
        );
    this.#timer = setInterval(() => void tidy(), tidyMs).unref();
    await tidy();
  }

  /** Whatever is still held is given up. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#copies.releaseAll();
  }

  /**
   * The source's file, which stays until it is released. Errors: SluiceError source_missing, source_corrupt,
   * storage_unavailable, disk_full; the signal's reason.
   */
  async hold(source: SourceFile, signal: AbortSignal): Promise<HeldSource> {
    signal.throwIfAborted();
    const path = this.options.sources.localPath(source.path);
    return path === null ? this.#holdCopy(source, signal) : holdFile(path);
  }

  async #holdCopy(source: SourceFile, signal: AbortSignal): Promise<HeldSource> {
    const name = createHash('sha256').update(source.path).digest('hex');
    for (;;) {
      const held = await this.#copies.hold(name, source.sizeBytes);
      if (held) return held;
      await this.#downloads.join(name, signal, (shared) => this.#fetch(name, source, shared));
    }
  }

  async #fetch(name: string, source: SourceFile, signal: AbortSignal): Promise<void> {
    this.#arrivingBytes += source.sizeBytes;
    try {
      await this.#copies.makeRoom(this.#arrivingBytes);
      await this.#download(name, source, signal).catch(async (error: unknown) => {
        if (!isNoRoom(error)) throw error;
        await this.#copies.makeRoom(Infinity);
        await this.#download(name, source, signal);
      });
    } catch (error) {
      throw isNoRoom(error) ? noRoom(error) : error;
    } finally {
      this.#arrivingBytes -= source.sizeBytes;
    }
  }

  async #download(name: string, source: SourceFile, signal: AbortSignal): Promise<void> {
    const { sources, log } = this.options;
    const startedAt = performance.now();
    const temporaryPath = await this.#copies.makeTemporaryPath(name);
    await downloadSource(source, temporaryPath, { sources, signal, log });
    await this.#copies.add(name, temporaryPath);
    const wallSec = Number(((performance.now() - startedAt) / 1000).toFixed(2));
    log.info({ sizeBytes: source.sizeBytes, wallSec }, 'source fetched from the bucket');
  }
}

async function holdFile(path: string): Promise<HeldSource> {
  await access(path).catch((cause: unknown) => {
    throw new SluiceError('source_missing', 'The worker cannot find the uploaded file.', { cause });
  });
  return { path, release: () => undefined };
}

const noRoom = (cause: unknown): SluiceError =>
  new SluiceError('disk_full', 'The worker has no room for a copy of the source.', { cause });
