import { queueOptions } from '@sluice/queue';
import { queueNames } from '@sluice/vod';
import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { ClipSender } from './clip-sender.service.js';
import { VideoSender } from './video-sender.service.js';

@Module({
  imports: [
    BullModule.registerQueueAsync(
      ...queueNames.map((name) => ({
        name,
        inject: [BACKEND_SETTINGS],
        useFactory: (settings: BackendSettings) => queueOptions(settings.REDIS_URL, 'sender'),
      })),
    ),
  ],
  providers: [VideoSender, ClipSender],
  exports: [VideoSender, ClipSender, BullModule],
})
export class QueueModule {}
