import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { FileEntry } from './manifest.js';

/** Writes the list of files as they are copied: one in a line. */
export class FileList {
  readonly paths = new Set<string>();
  sizeBytes = 0;
  private readonly hash = createHash('sha256');
  private readonly file;
  private readonly written;

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'wx', flush: true });
    this.written = finished(this.file);
    // a full disk is met below
    this.written.catch(() => undefined);
  }

  async add(entry: FileEntry): Promise<void> {
    this.paths.add(entry.path);
    this.sizeBytes += entry.sizeBytes;
    const line = `${JSON.stringify(entry)}\n`;
    this.hash.update(line);
    if (!this.file.write(line)) await Promise.race([once(this.file, 'drain'), this.written]);
  }

  /** Answers its SHA-256. */
  async end(): Promise<string> {
    this.file.end();
    await this.written;
    return this.hash.digest('hex');
  }
}
