/**
 * Keys come from libs/vod's storage layout, never from people. One that could leave the store's folder, clash with a
 * temporary file or need escaping in a URL is a bug of the caller, so these throw a plain TypeError.
 */

/** Hidden names are the local store's temporary files; 200 characters leave room for their suffix. */
const keyPart = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** S3's limit. */
const maxKeyLength = 1024;

export const isKeyPart = (name: string): boolean => keyPart.test(name);

export function assertKey(key: string): void {
  if (key.length > maxKeyLength || !key.split('/').every(isKeyPart)) {
    throw new TypeError(`Not a storage key: ${JSON.stringify(key)}`);
  }
}

/** "videos/a/" and not "videos/a", which would mean "videos/ab/…" too. */
export function assertPrefix(prefix: string): void {
  if (!prefix.endsWith('/')) throw new TypeError(`A storage prefix ends in "/": ${JSON.stringify(prefix)}`);
  assertKey(prefix.slice(0, -1));
}
