import {
  ChunkTransitions,
  databaseOptions,
  RecordingTransitions,
  VideoTransitions,
  waitForSchema,
} from '@sluice/database';
import { queueOptions } from '@sluice/queue';
import { checkFfmpeg } from '@sluice/sandbox';
import { nestLogger } from '@sluice/service';
import { queueNames } from '@sluice/vod';
import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { CAPACITY } from './capacity/capacity.provider.js';
import { chooseCapacity } from './capacity/choose-capacity.js';
import { AbandonedWork } from './disk-guard/abandoned-work.service.js';
import { DiskGuard } from './disk-guard/disk-guard.service.js';
import { objectStorageProvider } from './object-storage.provider.js';
import { FFMPEG_VERSION, PresenceService } from './presence/presence.service.js';
import { WORKER_ID, workerId } from './presence/worker-id.js';
import { FilmSender } from './process-recording/film-sender.service.js';
import { RecordingJobHandler } from './process-recording/recording-job.handler.js';
import { VideoJobHandler } from './process-video/video-job.handler.js';
import { WORKER_SETTINGS, type WorkerSettings } from './settings.js';
import { SourceCache } from './source/source-cache.js';
import { WorkerSourceCache } from './source/worker-source-cache.js';
import { ChunkJobHandler } from './transcode-chunk/chunk-job.handler.js';
import { ChunkSender } from './transcode-chunk/chunk-sender.service.js';
import { WORK_ROOT } from './work-root.js';

@Module({})
export class WorkerModule {
  static with(settings: WorkerSettings, workRoot: string): DynamicModule {
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
        BullModule.registerQueue(...queueNames.map((name) => ({ name }))),
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
        {
          // after the schema is there
          provide: ChunkTransitions,
          inject: [DataSource, VideoTransitions],
          useFactory: (database: DataSource) => new ChunkTransitions(database),
        },
        {
          provide: RecordingTransitions,
          inject: [DataSource, VideoTransitions],
          useFactory: (database: DataSource) => new RecordingTransitions(database),
        },
        {
          provide: CAPACITY,
          inject: [PinoLogger],
          useFactory: (logger: PinoLogger) => {
            const capacity = chooseCapacity(settings.WORKER_CONCURRENCY);
            const chosen = settings.WORKER_CONCURRENCY ? 'as configured' : 'by cores and memory';
            logger.info(capacity, `capacity chosen ${chosen}`);
            return capacity;
          },
        },
        { provide: WORKER_ID, useFactory: workerId },
        { provide: WORK_ROOT, useValue: workRoot },
        objectStorageProvider,
        WorkerSourceCache,
        { provide: SourceCache, useExisting: WorkerSourceCache },
        PresenceService,
        DiskGuard,
        AbandonedWork,
        ChunkSender,
        VideoJobHandler,
        ChunkJobHandler,
        FilmSender,
        RecordingJobHandler,
      ],
    };
  }
}
