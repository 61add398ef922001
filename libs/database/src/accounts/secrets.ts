import { createHmac, randomBytes } from 'node:crypto';

export const apiTokenPrefix = 'slc_';

/** A secret for a cookie or a token: 256 random bits, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * The stored form of a secret. Keyed, so that a stolen database alone opens nothing, and a new SESSION_SECRET signs
 * everybody out. A plain HMAC is enough for 256 random bits; passwords take argon2id.
 */
export const hashSecret = (secret: string, key: string): string =>
  createHmac('sha256', key).update(secret).digest('base64url');
