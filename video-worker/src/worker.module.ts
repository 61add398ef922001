import { databaseOptions, VideoTransitions, waitForSchema } from '@sluice/database';
import { queueOptions } from '@sluice/queue';
import { nestLogger } from '@sluice/service';
import { videoQueueName } from '@sluice/vod';
import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { objectStorageProvider } from './object-storage.provider.js';
import { checkFfmpeg } from './ffmpeg/check-ffmpeg.js';
import { FFMPEG_VERSION, PresenceService } from './presence/presence.service.js';
import { VideoJobHandler } from './process-video/video-job.handler.js';
import { WORKER_SETTINGS, type WorkerSettings } from './settings.js';

@Module({})
export class WorkerModule {
  static with(settings: WorkerSettings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        LoggerModule.forRoot(nestLogger('video-worker', settings.LOG_LEVEL)),
        // The backend migrates; a worker that is up first waits for it.
        TypeOrmModule.forRoot({
          ...databaseOptions(settings.DATABASE_URL),
          retryAttempts: 60,
          retryDelay: 1000,
        }),
        BullModule.forRoot(queueOptions(settings.REDIS_URL, 'worker')),
        BullModule.registerQueue({ name: videoQueueName }),
      ],
      providers: [
        { provide: WORKER_SETTINGS, useValue: settings },
        {
          provide: VideoTransitions,
          inject: [DataSource, PinoLogger],
          useFactory: async (database: DataSource, logger: PinoLogger) => {
            await waitForSchema(database, () =>
              logger.info('waiting for the backend to migrate the database'),
            );
            return new VideoTransitions(database);
          },
        },
        {
          provide: FFMPEG_VERSION,
          useFactory: () => checkFfmpeg(settings.FFMPEG_PATH, settings.FFPROBE_PATH),
        },
        objectStorageProvider,
        PresenceService,
        VideoJobHandler,
      ],
    };
  }
}
