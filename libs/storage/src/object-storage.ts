import type { Readable } from 'node:stream';

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** When it was stored; for a large one perhaps when that began. */
  modifiedAt: Date;
}

/** The part of an object from a byte on, counted from 0; nothing of one that has no such byte. */
export interface ByteRange {
  fromByte: number;
}

export interface PutOptions {
  contentType: string;
  cacheControl: string;
}

export interface UrlOptions {
  isPrivate?: boolean;
  /** Content-Disposition that the store is to answer with, of a file that is to be saved and not shown. */
  disposition?: string;
}

/** Exactly one object that somebody else may store. */
export interface SignPutOptions {
  sizeBytes: number;
  md5Base64: string;
  contentType: string;
  /** A week at most. */
  ttlSec: number;
}

/** How a browser stores an object by itself: one PUT of its bytes to `url`, with exactly these headers. */
export interface SignedPut {
  /** Absolute for S3; a path of the backend's for the local disk. Holds a signature: never log it. */
  url: string;
  /** Without Content-Length: browsers set it, and let nobody else. */
  headers: Record<string, string>;
  expiresAt: Date;
}

/** What the store itself says of an object's bytes. */
export interface Fingerprint {
  sizeBytes: number;
  md5Hex: string;
}

/**
 * Where published media live. Two stores implement it (local disk, S3/R2) and both pass one contract suite.
 *
 * Keys are relative paths made by libs/vod's storage layout. Every object is complete or absent: a reader never
 * sees half of one. Writing the same key again replaces the object.
 *
 * Errors: SluiceError `storage_unavailable` when the store cannot be reached or refuses us, `disk_full` when it has
 * no room; both are worth another try later. A key that no layout makes, or a prefix without its "/", is a bug of the
 * caller and throws a plain TypeError.
 */
export interface ObjectStorage {
  /** For logs and health: "local disk", "s3 bucket films at https://…". Never holds a secret. */
  readonly description: string;

  /** Stores a small object from memory. */
  put(key: string, body: Buffer | string, options: PutOptions): Promise<void>;

  /**
   * Stores a file. The file belongs to the store from now on: once it is stored it is gone from where it was. After
   * a failure it is still there, for another try. Memory stays bounded whatever the file's size.
   */
  putFile(key: string, filePath: string, options: PutOptions): Promise<void>;

  /**
   * Stores a stream whose length nobody knows yet; answers how long it was. Memory stays bounded. When the stream
   * breaks, its own error is thrown; when the store fails, the stream is destroyed with that failure. Either way
   * nothing of it stays in the store.
   */
  putStream(key: string, body: Readable, options: PutOptions): Promise<{ sizeBytes: number }>;

  /**
   * An object, or the rest of it, as a stream to be read to its end or destroyed; null when there is none. A stream
   * that breaks, or that brings nothing for long, ends with an error and never short.
   */
  read(key: string, range?: ByteRange): Promise<Readable | null>;

  stat(key: string): Promise<StoredObject | null>;

  /** Everything under a prefix that ends in "/", in key order, page by page. */
  list(prefix: string): AsyncIterable<StoredObject>;

  /** Deleting what isn't there is no error. */
  delete(key: string): Promise<void>;

  /** Deletes everything under a prefix that ends in "/"; answers how many objects there were. */
  deletePrefix(prefix: string): Promise<number>;

  /**
   * Frees what uploads below a prefix have left in the store when a crash ended them, if they began longer ago than
   * this; answers how many there were. Such parts are in no list, and S3 bills them.
   */
  removeStaleUploads(prefix: string, olderThanSec: number): Promise<number>;

  /**
   * An address that browsers fetch the object from without the backend moving its bytes: under S3_PUBLIC_URL, or
   * signed for at least `ttlSec` (a week at most) and the same for a quarter of that, for caches. null when the
   * backend has to serve it (local disk). Never store one: store the key. For what not everybody may see it is a signed
   * one in any case.
   */
  urlFor(key: string, ttlSec: number, options?: UrlOptions): Promise<string | null>;

  /**
   * Lets somebody without credentials store this one object: these bytes, as many, of this type, for a short time.
   * Whoever sends anything else is refused (4xx) and nothing is stored. 412 says that it is there already, sent before;
   * several at the same moment may all be taken, with the same bytes. A store that doesn't know If-None-Match would
   * take them again later too: so give keys that name the content. Signing asks nobody.
   */
  signPut(key: string, options: SignPutOptions): Promise<SignedPut>;

  /** To compare with what somebody says that they have stored; null when there is no such object. */
  fingerprint(key: string): Promise<Fingerprint | null>;

  /** Where the object lies on a disk of this machine, for sending it from there; null when it doesn't. */
  localPath(key: string): string | null;

  /** Puts, reads back and deletes a small object; throws within seconds when the store can't do its work. */
  check(): Promise<void>;
}
