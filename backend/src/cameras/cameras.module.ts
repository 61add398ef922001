import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { CameraRings } from './camera-rings.service.js';
import { CameraStatuses } from './camera-statuses.service.js';
import { Cameras } from './cameras.service.js';
import { RecorderJobs } from './recorder-jobs.service.js';
import { StreamStatusController } from './stream-status.controller.js';

@Module({
  imports: [QueueModule],
  controllers: [StreamStatusController],
  providers: [Cameras, CameraRings, CameraStatuses, RecorderJobs],
  exports: [Cameras, CameraRings, RecorderJobs],
})
export class CamerasModule {}
