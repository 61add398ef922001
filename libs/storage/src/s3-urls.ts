import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

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

export function signedUrlOf(client: S3Client, bucket: string, key: string, ttlSec: number): Promise<string> {
  const { signingDate, expiresInSec } = signingWindow(ttlSec, Date.now());
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  return getSignedUrl(client, command, { signingDate, expiresIn: expiresInSec });
}
