import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { VideosModule } from '../videos/videos.module.js';
import { SubmitUpload } from './submit-upload.service.js';
import { UploadsController } from './uploads.controller.js';

@Module({ imports: [QueueModule, VideosModule], controllers: [UploadsController], providers: [SubmitUpload] })
export class UploadsModule {}
