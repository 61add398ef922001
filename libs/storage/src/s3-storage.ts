import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { checkStorage } from './check-storage.js';
import { fingerprintOf } from './fingerprint.js';
import { loadSizeBytes } from './file-to-store.js';
import { mapStreamErrors } from './mapped-stream.js';
import type {
  ByteRange,
  Fingerprint,
  ObjectStorage,
  PutOptions,
  SignedPut,
  SignPutOptions,
  StoredObject,
  UrlOptions,
} from './object-storage.js';
import {
  bulkAnswerTimeoutMs,
  createS3Client,
  createSigningClient,
  quickAnswerTimeoutMs,
} from './s3-client.js';
import { deleteMany, deleteOne } from './s3-delete.js';
import { mapS3Errors, nullWhenMissing, s3CodeOf, toS3StorageError } from './s3-errors.js';
import { fingerprintByEtag } from './s3-fingerprint.js';
import type { S3Settings } from './s3-settings.js';
import { abortStaleUploads } from './s3-stale-uploads.js';
import { uploadBytes, uploadFile, uploadStream, type UploadTarget } from './s3-upload.js';
import { publicUrlOf, signedPutOf, signedUrlOf } from './s3-urls.js';
import { assertKey, assertPrefix } from './storage-key.js';
import { storeStream } from './store-stream.js';

/** Objects in a bucket. S3 itself shows an object only when it is complete, and replaces it at once. */
export class S3Storage implements ObjectStorage {
  readonly description: string;
  readonly #client: S3Client;
  readonly #signer: S3Client;
  readonly #bucket: string;
  readonly #publicUrl: string | undefined;

  constructor(settings: S3Settings) {
    const { endpoint, region, bucket, publicUrl } = settings;
    this.#client = createS3Client(settings);
    this.#signer = createSigningClient(settings);
    this.#bucket = bucket;
    this.#publicUrl = publicUrl;
    this.description = `s3 bucket ${bucket} at ${endpoint ? new URL(endpoint).origin : `AWS ${region}`}`;
  }

  async put(key: string, body: Buffer | string, options: PutOptions): Promise<void> {
    const target = this.#targetOf(key, options);
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    await mapS3Errors('PutObject', () => uploadBytes(this.#client, target, bytes));
  }

  async putFile(key: string, filePath: string, options: PutOptions): Promise<void> {
    const target = this.#targetOf(key, options);
    const sizeBytes = await loadSizeBytes(filePath);
    await mapS3Errors('upload', () => uploadFile(this.#client, target, filePath, sizeBytes));
    await rm(filePath, { force: true });
  }

  async putStream(key: string, body: Readable, options: PutOptions): Promise<{ sizeBytes: number }> {
    const target = this.#targetOf(key, options);
    return storeStream(body, (bytes, readBytes) =>
      mapS3Errors('upload', () => uploadStream(this.#client, target, bytes, readBytes)),
    );
  }

  async read(key: string, { fromByte }: ByteRange = { fromByte: 0 }): Promise<Readable | null> {
    assertKey(key);
    // An empty object has no range that could be asked for.
    const Range = fromByte > 0 ? `bytes=${fromByte}-` : undefined;
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range });
    const send = () => this.#client.send(command, { requestTimeout: quickAnswerTimeoutMs });
    const answer = await mapS3Errors('GetObject', () => nothingBehindTheEnd(() => nullWhenMissing(send)));
    if (!(answer?.Body instanceof Readable)) return null;
    return mapStreamErrors(answer.Body, (error) => toS3StorageError('GetObject', error));
  }

  async stat(key: string): Promise<StoredObject | null> {
    assertKey(key);
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    const send = () => this.#client.send(command, { requestTimeout: quickAnswerTimeoutMs });
    const answer = await mapS3Errors('HeadObject', () => nullWhenMissing(send));
    return (
      answer && { key, sizeBytes: answer.ContentLength ?? 0, modifiedAt: answer.LastModified ?? new Date() }
    );
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for await (const page of this.#pages(prefix)) yield* page;
  }

  async delete(key: string): Promise<void> {
    assertKey(key);
    await mapS3Errors('DeleteObject', () => deleteOne(this.#client, this.#bucket, key));
  }

  async deletePrefix(prefix: string): Promise<number> {
    let objectCount = 0;
    for await (const page of this.#pages(prefix)) {
      const keys = page.map(({ key }) => key);
      await mapS3Errors('DeleteObjects', () => deleteMany(this.#client, this.#bucket, keys));
      objectCount += keys.length;
    }
    return objectCount;
  }

  async removeStaleUploads(prefix: string, olderThanSec: number): Promise<number> {
    assertPrefix(prefix);
    return mapS3Errors('AbortMultipartUpload', () =>
      abortStaleUploads(this.#client, this.#bucket, prefix, olderThanSec),
    );
  }

  async urlFor(
    key: string,
    ttlSec: number,
    { isPrivate = false, disposition }: UrlOptions = {},
  ): Promise<string> {
    assertKey(key);
    if (this.#publicUrl && !isPrivate) return publicUrlOf(this.#publicUrl, key);
    return signedUrlOf(this.#client, this.#bucket, key, ttlSec, disposition);
  }

  signPut(key: string, options: SignPutOptions): Promise<SignedPut> {
    return signedPutOf(this.#signer, this.#bucket, key, options);
  }

  async fingerprint(key: string): Promise<Fingerprint | null> {
    assertKey(key);
    const known = await mapS3Errors('HeadObject', () => fingerprintByEtag(this.#client, this.#bucket, key));
    if (known !== 'unknown') return known;
    const stream = await this.read(key);
    return stream && fingerprintOf(stream);
  }

  localPath(key: string): null {
    assertKey(key);
    return null;
  }

  check(): Promise<void> {
    return checkStorage(this);
  }

  #targetOf(key: string, { contentType, cacheControl }: PutOptions): UploadTarget {
    assertKey(key);
    return { Bucket: this.#bucket, Key: key, ContentType: contentType, CacheControl: cacheControl };
  }

  /** Up to 1000 objects each; never an empty page. */
  async *#pages(prefix: string): AsyncGenerator<StoredObject[]> {
    assertPrefix(prefix);
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ContinuationToken });
      const send = () => this.#client.send(command, { requestTimeout: bulkAnswerTimeoutMs });
      const { Contents = [], NextContinuationToken } = await mapS3Errors('ListObjectsV2', send);
      if (Contents.length > 0)
        yield Contents.map(({ Key = '', Size = 0, LastModified = new Date() }) => ({
          key: Key,
          sizeBytes: Size,
          modifiedAt: LastModified,
        }));
      ContinuationToken = NextContinuationToken;
    } while (ContinuationToken);
  }
}

async function nothingBehindTheEnd<T>(action: () => Promise<T>): Promise<T | { Body: Readable }> {
  try {
    return await action();
  } catch (error) {
    if (s3CodeOf(error) === 'InvalidRange') return { Body: Readable.from([]) };
    throw error;
  }
}
