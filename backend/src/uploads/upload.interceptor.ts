import { join } from 'node:path';
import { SluiceError } from '@sluice/vod';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import type { Observable } from 'rxjs';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { IncomingStorage } from './incoming-storage.js';
import { watchForStall } from './watch-for-stall.js';

/** Room for the multipart frame and the text fields around the file. */
const frameBytesMax = 1024 * 1024;
/** Time for the client to read the answer before its unread upload is cut off. */
const lingerMs = 500;

/** Receives the file of a multipart upload. Whatever goes wrong, nothing stays in incoming/. */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly receive;

  constructor(@Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings) {
    this.receive = multer({
      storage: new IncomingStorage(join(settings.UPLOADS_DIR, 'incoming')),
      defParamCharset: 'utf8',
      limits: {
        fileSize: settings.UPLOAD_MAX_BYTES,
        files: 1,
        fields: 10,
        parts: 12,
        fieldNameSize: 100,
        fieldSize: 24 * 1024,
        headerPairs: 50,
      },
    }).single('file');
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    try {
      this.refuseEarly(request);
      await this.receiveFile(request, response);
    } catch (error) {
      endUnread(request, response);
      throw error;
    }
    return next.handle();
  }

  private refuseEarly(request: Request): void {
    if (!request.is('multipart/form-data')) throw new SluiceError('not_multipart');
    if (Number(request.headers['content-length'] ?? 0) > this.settings.UPLOAD_MAX_BYTES + frameBytesMax) throw this.tooLarge();
  }

  private async receiveFile(request: Request, response: Response): Promise<void> {
    const stall = watchForStall(request);
    try {
      await new Promise<void>((resolve, reject) => {
        this.receive(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      throw stall.happened() ? new SluiceError('upload_stalled') : this.explain(error, request);
    } finally {
      stall.stop();
    }
  }

  private explain(error: unknown, request: Request): SluiceError {
    if (error instanceof SluiceError) return error;
    if (error instanceof MulterError) {
      if (error.code === 'LIMIT_FILE_SIZE') return this.tooLarge();
      const field = error.field ? ` (${error.field.slice(0, 100)})` : '';
      return new SluiceError('multipart_malformed', `${error.message}${field}.`);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') return new SluiceError('disk_full');
    if (request.destroyed || request.readableAborted || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') return new SluiceError('upload_aborted');
    if (/Unexpected end|Malformed|boundary|Multipart/i.test(message)) return new SluiceError('multipart_malformed', `${message}.`);
    return new SluiceError('internal_error', undefined, { cause: error });
  }

  private tooLarge(): SluiceError {
    return new SluiceError('file_too_large', `The limit is ${this.settings.UPLOAD_MAX_BYTES} bytes.`);
  }
}

/** Stops reading an upload that was refused: the answer goes out, then the connection ends. */
function endUnread(request: Request, response: Response): void {
  if (request.complete) return;
  request.unpipe();
  response.setHeader('Connection', 'close');
  response.once('finish', () => setTimeout(() => request.destroy(), lingerMs).unref());
}
