import { SourceStore } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { finalize, type Observable } from 'rxjs';
import type { AuthenticatedRequest } from '../http/access.decorator.js';
import { endUnread } from '../http/end-unread.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { FormStream } from './form-stream.js';
import { IncomingStorage } from './incoming-storage.js';
import { fileTooLarge } from './inspected-upload.js';
import { UploadReservations } from './upload-reservations.service.js';
import type { UploadRoom } from './upload-room.js';
import { watchForStall } from './watch-for-stall.js';

/** Room for the multipart frame and the text fields around the file. */
const frameBytesMax = 1024 * 1024;

/** With the room that it was promised. */
export interface UploadRequest extends AuthenticatedRequest {
  room?: UploadRoom;
}

/** null for a chunked request, which doesn't say. */
const announcedBytes = ({ headers }: Request): number | null =>
  headers['content-length'] === undefined ? null : Number(headers['content-length']);

/** Receives the file of a multipart upload. Whatever goes wrong, nothing of it stays in the source store. */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly receive;

  constructor(
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    private readonly reservations: UploadReservations,
    sources: SourceStore,
  ) {
    this.receive = multer({
      storage: new IncomingStorage(sources, reservations, settings.UPLOAD_MAX_BYTES),
      defParamCharset: 'utf8',
      limits: {
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
    const request = context.switchToHttp().getRequest<UploadRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    try {
      this.refuseEarly(request);
      request.room = await this.reservations.reserve(request.user!, announcedBytes(request));
      await this.receiveFile(request, response);
    } catch (error) {
      if (request.room) await this.reservations.release(request.room);
      endUnread(request, response);
      throw error;
    }
    return next.handle().pipe(finalize(() => void this.reservations.release(request.room!)));
  }

  private refuseEarly(request: Request): void {
    if (!request.is('multipart/form-data')) throw new SluiceError('not_multipart');
    if ((announcedBytes(request) ?? 0) > this.settings.UPLOAD_MAX_BYTES + frameBytesMax)
      throw fileTooLarge(this.settings.UPLOAD_MAX_BYTES);
  }

  private async receiveFile(request: UploadRequest, response: Response): Promise<void> {
    const form = new FormStream(request, request.room!);
    const stall = watchForStall(request, form, () => form.destroy(new SluiceError('upload_stalled')));
    try {
      await new Promise<void>((resolve, reject) => {
        this.receive(form.asRequest(), response, (error?: unknown) => (error ? reject(error) : resolve()));
      });
      Object.assign(request, { body: form.body, file: form.file });
    } catch (error) {
      throw this.explain(error, request);
    } finally {
      stall.stop();
    }
  }

  private explain(error: unknown, request: Request): SluiceError {
    if (error instanceof SluiceError) return error;
    if (error instanceof MulterError) {
      const field = error.field ? ` (${error.field.slice(0, 100)})` : '';
      return new SluiceError('multipart_malformed', `${error.message}${field}.`);
    }
    const { message } = error as Error;
    if (request.destroyed && !request.complete) return new SluiceError('upload_aborted');
    if (/Unexpected end|Malformed|boundary|Multipart/i.test(message))
      return new SluiceError('multipart_malformed', `${message}.`);
    return new SluiceError('internal_error', undefined, { cause: error });
  }
}
