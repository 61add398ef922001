import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { checkStorage } from './check-storage.js';
import { moveDurably, writeDurably, writeStreamDurably } from './durable-files.js';
import { loadSizeBytes } from './file-to-store.js';
import { fingerprintOf } from './fingerprint.js';
import { isNotThere, mapLocalErrors, toLocalStorageError } from './local-errors.js';
import { findFile, walkObjects } from './local-tree.js';
import { mapStreamErrors } from './mapped-stream.js';
import type {
  ByteRange,
  Fingerprint,
  ObjectStorage,
  PutOptions,
  SignedPut,
  SignPutOptions,
  StoredObject,
} from './object-storage.js';
import { removeFile, removeFolder } from './remove-objects.js';
import { signPutUrl } from './signed-put.js';
import { assertKey, assertPrefix } from './storage-key.js';
import { storeStream } from './store-stream.js';

export interface LocalStorageSettings {
  /** The folder that holds the objects; made when the first one comes. */
  rootDir: string;
  /** Signs what browsers may store; only who signs or takes such objects needs it. */
  uploadSecret?: string | undefined;
}

/**
 * Objects as files: rootDir + key. Content type and cache control are not kept, since the backend, which serves
 * these files, knows both from the key.
 */
export class LocalStorage implements ObjectStorage {
  readonly description: string;
  readonly #rootDir: string;
  readonly #uploadSecret: string | undefined;

  constructor({ rootDir, uploadSecret }: LocalStorageSettings) {
    this.#rootDir = resolve(rootDir);
    this.#uploadSecret = uploadSecret;
    this.description = 'local disk';
  }

  async put(key: string, body: Buffer | string): Promise<void> {
    const path = this.localPath(key);
    await mapLocalErrors('writing', () => writeDurably(path, body));
  }

  async putFile(key: string, filePath: string): Promise<void> {
    const path = this.localPath(key);
    await loadSizeBytes(filePath);
    await mapLocalErrors('writing', () => moveDurably(filePath, path));
  }

  async putStream(key: string, body: Readable, _options: PutOptions): Promise<{ sizeBytes: number }> {
    const path = this.localPath(key);
    return storeStream(body, (bytes) => mapLocalErrors('writing', () => writeStreamDurably(path, bytes)));
  }

  async read(key: string, range: ByteRange = { fromByte: 0 }): Promise<Readable | null> {
    const path = this.localPath(key);
    return mapLocalErrors('reading', () => openStream(path, range));
  }

  async stat(key: string): Promise<StoredObject | null> {
    const path = this.localPath(key);
    const file = await mapLocalErrors('reading', () => findFile(path));
    return file && { key, ...file };
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const folder = this.#folderOf(prefix);
    try {
      for await (const { key, path } of walkObjects(folder, prefix)) {
        const file = await findFile(path);
        // Deleted since its folder was read.
        if (file) yield { key, ...file };
      }
    } catch (error) {
      throw toLocalStorageError('listing', error);
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.localPath(key);
    await mapLocalErrors('deleting', () => removeFile(path));
  }

  async deletePrefix(prefix: string): Promise<number> {
    const folder = this.#folderOf(prefix);
    return mapLocalErrors('deleting', () => removeFolder(folder));
  }

  /** Temporary files lie beside their target and go with its prefix. */
  async removeStaleUploads(prefix: string): Promise<number> {
    assertPrefix(prefix);
    return 0;
  }

  async urlFor(key: string): Promise<null> {
    assertKey(key);
    return null;
  }

  async signPut(key: string, options: SignPutOptions): Promise<SignedPut> {
    if (!this.#uploadSecret) throw new TypeError('This store was given no secret to sign with');
    return signPutUrl(this.#uploadSecret, key, options, new Date());
  }

  async fingerprint(key: string): Promise<Fingerprint | null> {
    const stream = await this.read(key);
    return stream && fingerprintOf(stream);
  }

  localPath(key: string): string {
    assertKey(key);
    return join(this.#rootDir, key);
  }

  check(): Promise<void> {
    return checkStorage(this);
  }

  #folderOf(prefix: string): string {
    assertPrefix(prefix);
    return join(this.#rootDir, prefix.slice(0, -1));
  }
}

async function openStream(path: string, { fromByte }: ByteRange): Promise<Readable | null> {
  // Opening also works on folders, which are not objects.
  if (!(await findFile(path))) return null;
  try {
    const file = await open(path, 'r');
    return mapStreamErrors(file.createReadStream({ start: fromByte }), (error) =>
      toLocalStorageError('reading', error),
    );
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}
