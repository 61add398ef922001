import { randomUUID } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Video } from '@sluice/database';
import { sourcePath, type UploadFields, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, QueryFailedError } from 'typeorm';
import { VideoSender } from '../queue/video-sender.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { cleanFileName, titleFromFileName } from './file-name.js';

/** From a file in incoming/ to a video in processing: rename to sources/, row, job. In this order nothing can be lost. */
@Injectable()
export class SubmitUpload {
  constructor(
    private readonly database: DataSource,
    private readonly sender: VideoSender,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async submit(owner: UserView, file: Express.Multer.File, fields: UploadFields): Promise<string> {
    const id = randomUUID();
    const path = join(this.settings.UPLOADS_DIR, sourcePath(id));
    await rename(file.path, path);
    try {
      await flushFolder(dirname(path));
      await this.database.getRepository(Video).insert({
        id,
        owner: { id: owner.id },
        title: fields.title ?? titleFromFileName(file.originalname),
        description: fields.description ?? '',
        visibility: fields.visibility ?? 'public',
        status: 'processing',
        sourceKind: 'upload',
        sourcePath: sourcePath(id),
        sourceFileName: cleanFileName(file.originalname),
        sourceSizeBytes: file.size,
      });
    } catch (error) {
      // a connection that broke may have broken after the commit: then the orphan scan decides, a day later
      if (error instanceof QueryFailedError) await unlink(path).catch(() => undefined);
      throw error;
    }
    this.logger.info({ videoId: id, sizeBytes: file.size, ownerId: owner.id }, 'upload stored');
    await this.sender
      .sendFor(id)
      .catch((error: unknown) => this.logger.warn({ err: error, videoId: id }, 'job not sent; it will be'));
    return id;
  }
}

/** A rename is on the disk when its folder is. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
