import type { ObjectStorage } from '@sluice/storage';
import { contentTypeOf, immutableCacheControl, SluiceError, type Visibility } from '@sluice/vod';
import type { Response } from 'express';
import { sendFile } from '../http/send-file.js';

/** Followed at once. */
const redirectTtlSec = 3600;

/**
 * Sends one stored object: from the proxy in front when there is one, from the disk with ETag and ranges, or by
 * pointing to the store, which then moves the bytes. Throws SluiceError `media_not_found`.
 */
export async function sendMedia(
  response: Response,
  key: string,
  options: {
    storage: ObjectStorage;
    accelPrefix: string | undefined;
    visibility: Visibility;
  },
): Promise<void> {
  const { storage, accelPrefix, visibility } = options;
  const isPrivate = visibility === 'private';
  const path = storage.localPath(key);
  if (path === null) {
    const url = await storage.urlFor(key, redirectTtlSec, { isPrivate });
    if (url === null) throw new SluiceError('media_not_found');
    response.setHeader('Cache-Control', 'no-store');
    return response.redirect(302, url);
  }
  response.setHeader('Content-Type', contentTypeOf(key));
  // what is private may stay in the person's own browser and nowhere else
  response.setHeader(
    'Cache-Control',
    isPrivate ? immutableCacheControl.replace('public', 'private') : immutableCacheControl,
  );
  if (accelPrefix) {
    response.setHeader('X-Accel-Redirect', accelPrefix + key);
    response.end();
    return;
  }
  await sendFile(response, path);
}
