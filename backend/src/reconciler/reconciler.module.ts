import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { QueueModule } from '../queue/queue.module.js';
import { VideosModule } from '../videos/videos.module.js';
import { Housekeeping } from './housekeeping.service.js';
import { OriginalRetention } from './original-retention.service.js';
import { Reconciler } from './reconciler.service.js';
import { SoleRunner } from './sole-runner.service.js';
import { StorageSweeper } from './storage-sweeper.service.js';

@Module({
  imports: [ScheduleModule.forRoot(), QueueModule, VideosModule],
  providers: [Reconciler, SoleRunner, StorageSweeper, Housekeeping, OriginalRetention],
})
export class ReconcilerModule {}
