import { pipeline, type Readable } from 'node:stream';
import type { SourceStore } from '@sluice/storage';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import type { FormStream } from './form-stream.js';
import { InspectedUpload } from './inspected-upload.js';
import { MeteredUpload } from './metered-upload.js';
import type { UploadReservations } from './upload-reservations.service.js';
import type { UploadRoom } from './upload-room.js';

/** What multer tells of a file that has arrived; `path` is where the source store has it. */
export interface ReceivedFile extends Express.Multer.File {
  /** Hexadecimal. */
  sha256: string;
}

type Received = Pick<ReceivedFile, 'path' | 'size' | 'sha256'>;

/** Where multer writes: straight into the source store, where the file is safe before it counts as arrived. */
export class IncomingStorage implements StorageEngine {
  constructor(
    private readonly sources: SourceStore,
    private readonly reservations: UploadReservations,
    private readonly maxBytes: number,
  ) {}

  _handleFile(
    form: Request,
    file: Express.Multer.File,
    done: (error?: unknown, info?: Partial<ReceivedFile>) => void,
  ): void {
    this.receive(file.stream, (form as unknown as FormStream).room).then(
      (received) => done(null, received),
      done,
    );
  }

  _removeFile(_: Request, file: Express.Multer.File, done: (error: Error | null) => void): void {
    this.sources.delete(file.path).then(() => done(null), done);
  }

  private async receive(stream: Readable, room: UploadRoom): Promise<Received> {
    const upload = new InspectedUpload(this.maxBytes);
    // whoever reads the upload is told when the stream breaks, and the stream ends when the upload is refused
    const metered = new MeteredUpload(room, () => this.reservations.refuseOnFullDisk());
    pipeline(stream, metered, upload, () => undefined);
    const { path, sizeBytes } = await this.sources.receive(upload);
    return { path, size: sizeBytes, sha256: upload.sha256() };
  }
}
