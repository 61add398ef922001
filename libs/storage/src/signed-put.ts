import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SignedPut, SignPutOptions } from './object-storage.js';
import { assertKey } from './storage-key.js';

/** Where the backend takes objects that browsers send to the local store. */
export const signedPutPath = '/api/recording-chunks/';

/** As long as S3 signs. */
const maxTtlSec = 7 * 24 * 3600;

/** 16 bytes in base64 as it is written: other endings would mean the same bytes. */
const md5InBase64 = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/** What a signature allows: these bytes, once, under its key. */
export type PutContract = Pick<SignPutOptions, 'sizeBytes' | 'md5Base64' | 'contentType'>;

export type PutRefusal = 'signature' | 'expired' | 'length' | 'type' | 'digest';

export type PutCheck = { ok: true; contract: PutContract } | { ok: false; refusal: PutRefusal };

/** A key for signatures. Whoever learns it can't make sessions of it, and a new SESSION_SECRET voids it too. */
export const uploadSecretFrom = (sessionSecret: string): string =>
  Buffer.from(hkdfSync('sha256', sessionSecret, '', 'sluice signed puts', 32)).toString('hex');

/** A contract that can't be kept is a bug of the caller: throws a plain TypeError. */
export function assertSignPut(key: string, options: SignPutOptions): void {
  const { sizeBytes, md5Base64, contentType, ttlSec } = options;
  assertKey(key);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1)
    throw new TypeError(`A signed PUT is of at least a byte, not ${sizeBytes}`);
  if (!md5InBase64.test(md5Base64)) throw new TypeError(`Not an MD5 in base64: ${JSON.stringify(md5Base64)}`);
  // S3 makes one blank of several before it signs, so they would differ from what is stored
  if (!/^[!-~]+( [!-~]+)*$/.test(contentType))
    throw new TypeError(`Not a content type: ${JSON.stringify(contentType)}`);
  if (!(ttlSec >= 1 && ttlSec <= maxTtlSec))
    throw new TypeError(`A signed PUT lives for 1 to ${maxTtlSec} s, not ${ttlSec}`);
}

/** What the browser must send besides the bytes. It sets Content-Length by itself. */
export const signedPutHeaders = ({ md5Base64, contentType }: PutContract): Record<string, string> => ({
  'Content-Type': contentType,
  'Content-MD5': md5Base64,
  'If-None-Match': '*',
});

/** S3 counts from whole seconds. */
export function putExpiry(ttlSec: number, now: Date): { signedAt: Date; expiresAt: Date } {
  const signedAtMs = Math.floor(now.getTime() / 1000) * 1000;
  return { signedAt: new Date(signedAtMs), expiresAt: new Date(signedAtMs + Math.floor(ttlSec) * 1000) };
}

/** The address, from its path on, at which the backend takes exactly this object. */
export function signPutUrl(secret: string, key: string, options: SignPutOptions, now: Date): SignedPut {
  assertSignPut(key, options);
  const { expiresAt } = putExpiry(options.ttlSec, now);
  const terms = {
    bytes: String(options.sizeBytes),
    md5: options.md5Base64,
    type: options.contentType,
    expires: String(expiresAt.getTime() / 1000),
  };
  const query = new URLSearchParams({ ...terms, signature: signatureOf(secret, key, Object.values(terms)) });
  return { url: `${signedPutPath}${key}?${query.toString()}`, headers: signedPutHeaders(options), expiresAt };
}

/**
 * Whether a PUT is what was signed. `headers` have lower-case names. Like S3's, the signature covers what must be sent,
 * so a request without If-None-Match is refused as if it had none.
 */
export function checkPutUrl(
  secret: string,
  key: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  now: Date,
): PutCheck {
  const [bytes, md5, type, expires, signature] = ['bytes', 'md5', 'type', 'expires', 'signature'].map(
    (name) => query.get(name) ?? '',
  ) as [string, string, string, string, string];
  const refuse = (refusal: PutRefusal): PutCheck => ({ ok: false, refusal });
  if (!isSame(signature, signatureOf(secret, key, [bytes, md5, type, expires]))) return refuse('signature');
  if (headers['if-none-match'] !== '*') return refuse('signature');
  if (now.getTime() >= Number(expires) * 1000) return refuse('expired');
  if (headers['content-length'] !== bytes) return refuse('length');
  if (headers['content-type'] !== type) return refuse('type');
  if (headers['content-md5'] !== md5) return refuse('digest');
  return { ok: true, contract: { sizeBytes: Number(bytes), md5Base64: md5, contentType: type } };
}

/** JSON keeps apart what was put together: no two lists of terms give the same text. */
const signatureOf = (secret: string, key: string, terms: readonly string[]): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify(['PUT', key, ...terms]))
    .digest('base64url');

/** By their letters, since base64url has several spellings of the same bytes; takes as long wherever they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
