import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { VideosModule } from '../videos/videos.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { SubmitUpload } from './submit-upload.service.js';
import { UploadReservations } from './upload-reservations.service.js';
import { UploadsController } from './uploads.controller.js';

@Module({
  imports: [QueueModule, VideosModule, AccountsModule],
  controllers: [UploadsController],
  providers: [SubmitUpload, UploadReservations],
})
export class UploadsModule {}
