import { SluiceError } from '@sluice/vod';
import type { Response } from 'express';

/** With ETag and ranges; of a file that is longer than `bytes` only those. Throws `media_not_found`, `range_not_satisfiable`. */
export const sendFile = (response: Response, path: string, bytes?: number): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    response.sendFile(
      path,
      { cacheControl: false, dotfiles: 'allow', ...(bytes !== undefined && { end: bytes - 1 }) },
      (error?: Error & { status?: number; code?: string }) => {
        // players give up segments at every seek
        if (!error || response.headersSent || error.code === 'ECONNABORTED') return resolve();
        response.removeHeader('Content-Type');
        if (error.status === 404) return reject(new SluiceError('media_not_found'));
        reject(error.status === 416 ? new SluiceError('range_not_satisfiable') : error);
      },
    );
  });
