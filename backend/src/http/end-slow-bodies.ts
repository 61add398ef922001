import { signedPutPath } from '@sluice/storage';
import type { NextFunction, Request, Response } from 'express';

const limitMs = 30_000;

/** A JSON body arrives at once or not at all. Uploads may take hours; uploads/watch-for-stall.ts looks after those. */
export function endSlowBodies(request: Request, _: Response, next: NextFunction): void {
  if (!request.complete && !isUpload(request)) {
    const timer = setTimeout(() => request.complete || request.destroy(), limitMs);
    request.once('end', () => clearTimeout(timer));
    request.once('close', () => clearTimeout(timer));
  }
  next();
}

const isUpload = (request: Request): boolean =>
  Boolean(request.is('multipart/form-data')) ||
  (request.method === 'PUT' && request.path.startsWith(signedPutPath));
