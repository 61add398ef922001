import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '@sluice/vod';
import type { ObjectStorage } from './object-storage.js';

/** Below it lies what stores are tried with, for a moment. */
export const checksPrefix = 'check/';

/** Somebody waits for this answer. A store that hangs (a dead NFS mount, a stuck S3 server) counts as failed. */
const checkTimeoutMs = 8000;

/** Proves that a store can do its work: credentials, permissions, room and a read that gives back what was written. */
export async function checkStorage(storage: ObjectStorage): Promise<void> {
  const answered = new AbortController();
  const deadline = sleep(checkTimeoutMs, 'late', { signal: answered.signal }).catch(() => undefined);
  try {
    const first = await Promise.race([writeReadDelete(storage), deadline]);
    if (first === 'late') {
      throw new SluiceError(
        'storage_unavailable',
        `The storage did not answer within ${checkTimeoutMs / 1000} s`,
      );
    }
  } finally {
    answered.abort();
  }
}

async function writeReadDelete(storage: ObjectStorage): Promise<void> {
  const key = `${checksPrefix}${randomUUID()}.txt`;
  const written = `written at ${new Date().toISOString()}`;
  await storage.put(key, written, { contentType: 'text/plain', cacheControl: 'no-store' });
  const stream = await storage.read(key);
  const read = stream && (await text(stream));
  await storage.delete(key);
  if (read !== written) {
    throw new SluiceError('storage_unavailable', 'The storage does not give back what was written to it');
  }
}
