import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { SluiceError } from '@sluice/vod';
import type { ObjectStorage } from './object-storage.js';

/** Proves that a store can do its work: credentials, permissions, room and a read that gives back what was written. */
export async function checkStorage(storage: ObjectStorage): Promise<void> {
  const key = `check/${randomUUID()}.txt`;
  const written = `written at ${new Date().toISOString()}`;
  await storage.put(key, written, { contentType: 'text/plain', cacheControl: 'no-store' });
  const stream = await storage.read(key);
  const read = stream && (await text(stream));
  await storage.delete(key);
  if (read !== written) {
    throw new SluiceError('storage_unavailable', 'The storage does not give back what was written to it');
  }
}
