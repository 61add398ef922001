import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { chunkMaxBytes } from '@sluice/vod';
import type { Request, Response } from 'express';
import { endUnread } from '../http/end-unread.js';
import { watchForStall } from '../uploads/watch-for-stall.js';

/**
 * What is left of a request that was refused is read to its end: many browsers see no answer before they have sent all,
 * and "it is there already" or "ask for a new address" must arrive. What says that it is larger is cut off instead.
 */
export async function letGo(request: Request, response: Response): Promise<void> {
  if (request.complete && request.readableEnded) return;
  const announcedBytes = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(announcedBytes <= chunkMaxBytes)) return endUnread(request, response);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const stall = watchForStall(request, nowhere, () => request.destroy());
  request.pipe(nowhere);
  // its sender is gone: then there is nobody to answer
  await finished(request, { writable: false }).catch(() => undefined);
  stall.stop();
}
