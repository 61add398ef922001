import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedPut, SignPutOptions } from './object-storage.js';
import { assertSignPut, putExpiry, signedPutHeaders } from './signed-put.js';

/** S3 signs for a week at most. */
const maxSignedSec = 7 * 24 * 3600;

/** Keys need no escaping. */
export const publicUrlOf = (publicUrl: string, key: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/${key}`;

export interface SigningWindow {
  signingDate: Date;
  expiresInSec: number;
}

/**
 * Signs as if it were the beginning of the current quarter of the ttl: for that long the same key gives the same
 * address, and browsers and CDNs find it in their caches. The quarter is added, so `ttlSec` remain in any case.
 */
export function signingWindow(ttlSec: number, nowMs: number): SigningWindow {
  if (!(ttlSec >= 1)) throw new TypeError(`A signed address lives for at least a second, not ${ttlSec}`);
  const stepSec = Math.ceil(ttlSec / 4);
  const expiresInSec = Math.min(Math.ceil(ttlSec) + stepSec, maxSignedSec);
  const stepMs = stepSec * 1000;
  return { signingDate: new Date(Math.floor(nowMs / stepMs) * stepMs), expiresInSec };
}

export function signedUrlOf(
  client: S3Client,
  bucket: string,
  key: string,
  ttlSec: number,
  disposition?: string,
): Promise<string> {
  const { signingDate, expiresInSec } = signingWindow(ttlSec, Date.now());
  const answer = disposition === undefined ? {} : { ResponseContentDisposition: disposition };
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...answer });
  return getSignedUrl(client, command, { signingDate, expiresIn: expiresInSec });
}

/** What a PUT must bring exactly. In the address instead of the headers, as the SDK prefers it, S3 would believe it. */
const signedHeaders = new Set(['host', 'content-length', 'content-type', 'content-md5', 'if-none-match']);

/** At the endpoint itself: a public address is often a CDN, which takes no PUT. */
export async function signedPutOf(
  client: S3Client,
  bucket: string,
  key: string,
  options: SignPutOptions,
): Promise<SignedPut> {
  assertSignPut(key, options);
  const { sizeBytes, md5Base64, contentType, ttlSec } = options;
  const { signedAt, expiresAt } = putExpiry(ttlSec, new Date());
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentLength: sizeBytes,
    ContentType: contentType,
    ContentMD5: md5Base64,
    IfNoneMatch: '*',
  });
  const url = await getSignedUrl(client, command, {
    signingDate: signedAt,
    expiresIn: Math.floor(ttlSec),
    // without it the presigner leaves the type out
    signableHeaders: signedHeaders,
    unhoistableHeaders: signedHeaders,
  });
  return { url, headers: signedPutHeaders(options), expiresAt };
}
