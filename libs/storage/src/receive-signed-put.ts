import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import type { ObjectStorage } from './object-storage.js';
import { checkPutUrl, type PutContract, type PutRefusal } from './signed-put.js';

/** A PUT as it comes in. */
export interface IncomingPut {
  /** What stands in the address between signedPutPath and the query, as it stands there. */
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Destroyed when it turns out wrong while it comes; not touched when it is refused before that. */
  body: Readable;
}

const codes: Record<PutRefusal, ErrorCode> = {
  signature: 'put_signature_invalid',
  expired: 'put_expired',
  length: 'put_length_mismatch',
  type: 'put_type_mismatch',
  digest: 'chunk_digest_mismatch',
};

/**
 * The other end of LocalStorage.signPut: stores what was signed, or throws a SluiceError and stores nothing. Memory
 * stays bounded. Two that come at the same moment are both stored, one after the other: they have the same bytes.
 */
export async function receiveSignedPut(
  storage: ObjectStorage,
  uploadSecret: string,
  { key, query, headers, body }: IncomingPut,
): Promise<{ md5Hex: string }> {
  const check = checkPutUrl(uploadSecret, key, query, headers, new Date());
  if (!check.ok) throw new SluiceError(codes[check.refusal]);
  const { contract } = check;
  if (await storage.stat(key)) throw new SluiceError('chunk_already_stored');
  const measured = new MeasuredPut(contract);
  // whoever reads the measured stream is told when the body breaks
  pipeline(body, measured, () => undefined);
  await storage.putStream(key, measured, { contentType: contract.contentType, cacheControl: 'no-store' });
  return { md5Hex: Buffer.from(contract.md5Base64, 'base64').toString('hex') };
}

/** Hands bytes on, and breaks when they turn out to be others, or not as many, as the contract says. */
class MeasuredPut extends Transform {
  private readonly hash = createHash('md5');
  private seenBytes = 0;

  constructor(private readonly contract: PutContract) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, pass: TransformCallback): void {
    this.seenBytes += chunk.length;
    if (this.seenBytes > this.contract.sizeBytes) return pass(new SluiceError('put_length_mismatch'));
    this.hash.update(chunk);
    pass(null, chunk);
  }

  override _flush(pass: TransformCallback): void {
    if (this.seenBytes !== this.contract.sizeBytes) return pass(new SluiceError('put_length_mismatch'));
    const sameBytes = this.hash.digest('base64') === this.contract.md5Base64;
    pass(sameBytes ? null : new SluiceError('chunk_digest_mismatch'));
  }
}
