import { md5 } from '@noble/hashes/legacy.js';

export interface Fingerprint {
  sha256: string;
  md5: string;
}

/** MD5 only because stores check it on arrival (Content-MD5), and WebCrypto has none. */
export async function fingerprint(bytes: Uint8Array<ArrayBuffer>): Promise<Fingerprint> {
  const sha256 = await crypto.subtle.digest('SHA-256', bytes);
  return { sha256: toHex(new Uint8Array(sha256)), md5: toHex(md5(bytes)) };
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
