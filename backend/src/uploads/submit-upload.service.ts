import { randomUUID } from 'node:crypto';
import { Video } from '@sluice/database';
import { SourceStore } from '@sluice/storage';
import { SluiceError, type UploadFields, type UserView } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, QueryFailedError } from 'typeorm';
import { VideoSender } from '../queue/video-sender.service.js';
import { cleanFileName, titleFromFileName } from './file-name.js';
import type { ReceivedFile } from './incoming-storage.js';
import { UploadReservations } from './upload-reservations.service.js';
import type { UploadRoom } from './upload-room.js';

/** We said no to the row, or PostgreSQL itself did (classes 22 and 23 of its codes): then there surely is none. */
const wasRefused = (error: unknown): boolean =>
  error instanceof SluiceError ||
  (error instanceof QueryFailedError &&
    /^2[23]/.test(String((error.driverError as { code?: unknown }).code)));

/** From a file that has arrived to a video in processing: its place, row, job. In this order nothing can be lost. */
@Injectable()
export class SubmitUpload {
  constructor(
    private readonly database: DataSource,
    private readonly sender: VideoSender,
    private readonly logger: PinoLogger,
    private readonly sources: SourceStore,
    private readonly reservations: UploadReservations,
  ) {}

  /** The row takes the place of the room that was promised. */
  async submit(owner: UserView, room: UploadRoom, file: ReceivedFile, fields: UploadFields): Promise<string> {
    const id = randomUUID();
    const sourcePath = await this.sources.assign(file.path, id);
    try {
      await this.database.transaction(async (manager) => {
        await this.reservations.exchange(owner, room, file.size, manager);
        await manager.insert(Video, {
          id,
          owner: { id: owner.id },
          title: fields.title ?? titleFromFileName(file.originalname),
          description: fields.description ?? '',
          visibility: fields.visibility ?? 'public',
          status: 'processing',
          sourceKind: 'upload',
          sourcePath,
          sourceFileName: cleanFileName(file.originalname),
          sourceSizeBytes: file.size,
          sourceSha256: file.sha256,
        });
      });
    } catch (error) {
      // a connection that broke may have broken after the commit: then the orphan scan decides, a day later
      if (wasRefused(error)) await this.sources.delete(sourcePath).catch(() => undefined);
      throw error;
    }
    this.logger.info({ videoId: id, sizeBytes: file.size, ownerId: owner.id }, 'upload stored');
    await this.sender
      .sendFor(id)
      .catch((error: unknown) => this.logger.warn({ err: error, videoId: id }, 'job not sent; it will be'));
    return id;
  }

  /** For a file that becomes no video. */
  async discard(file: ReceivedFile): Promise<void> {
    await this.sources.delete(file.path);
  }
}
