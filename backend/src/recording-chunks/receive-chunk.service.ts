import { PassThrough } from 'node:stream';
import { receiveSignedPut, signedPutPath, uploadSecretFrom, type ObjectStorage } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DiskGuard } from '../disk-guard.service.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { watchForStall } from '../uploads/watch-for-stall.js';
import { letGo } from './let-go.js';

/** Takes what LocalStorage.signPut has signed. Whatever goes wrong, nothing of it stays in the store. */
@Injectable()
export class ReceiveChunk {
  private readonly uploadSecret: string;

  constructor(
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    private readonly disk: DiskGuard,
  ) {
    this.uploadSecret = uploadSecretFrom(settings.SESSION_SECRET);
  }

  async receive(request: Request, response: Response): Promise<{ md5Hex: string }> {
    // with S3 the bucket takes them itself
    if (this.settings.STORAGE_DRIVER !== 'local') throw new SluiceError('route_not_found');
    const body = bodyOf(request);
    const stall = watchForStall(request, body, () => body.destroy(new SluiceError('upload_stalled')));
    try {
      // the browser keeps it, and sends it again when there is room
      await this.disk.refuseWithoutRoomFor(0);
      return await receiveSignedPut(this.storage, this.uploadSecret, {
        key: request.path.slice(signedPutPath.length),
        query: new URLSearchParams(request.originalUrl.split('?')[1] ?? ''),
        headers: request.headers,
        body,
      });
    } catch (error) {
      request.unpipe(body);
      body.destroy();
      await letGo(request, response);
      throw error;
    } finally {
      stall.stop();
    }
  }
}

/** Ends when the store lets go of it, while the request stays: it still has to be answered. */
function bodyOf(request: Request): PassThrough {
  const body = new PassThrough({ highWaterMark: 1024 * 1024 });
  const abort = (): void => void body.destroy(new SluiceError('upload_aborted'));
  // refused before anybody reads it, it tells nobody else
  body.on('error', () => undefined);
  request.once('error', abort);
  request.once('close', () => request.complete || abort());
  request.pipe(body);
  return body;
}
