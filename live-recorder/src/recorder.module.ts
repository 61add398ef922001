import { ClipTransitions, databaseOptions, waitForSchema } from '@sluice/database';
import { openRedis, queueOptions } from '@sluice/queue';
import { createLogger, nestLogger } from '@sluice/service';
import { clipQueueName, pictureQueueName, videoQueueName } from '@sluice/vod';
import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CutJobHandler } from './clips/cut-job.handler.js';
import { LOG, REDIS } from './injection-tokens.js';
import { objectStorageProvider } from './object-storage.provider.js';
import { PictureJobHandler } from './pictures/picture-job.handler.js';
import { RosterService } from './roster/roster.service.js';
import { RECORDER_SETTINGS, type RecorderSettings } from './settings.js';

@Module({})
export class RecorderModule {
  static with(settings: RecorderSettings): DynamicModule {
    return {
      module: RecorderModule,
      imports: [
        LoggerModule.forRoot(nestLogger('live-recorder', settings.LOG_LEVEL)),
        // The backend migrates; a recorder that is up first waits for it.
        TypeOrmModule.forRoot({
          ...databaseOptions(settings.DATABASE_URL),
          retryAttempts: 60,
          retryDelay: 1000,
        }),
        BullModule.forRoot(queueOptions(settings.REDIS_URL, 'worker')),
        // videos are only sent from here
        BullModule.registerQueue(
          { name: clipQueueName },
          { name: pictureQueueName },
          { name: videoQueueName },
        ),
      ],
      providers: [
        { provide: RECORDER_SETTINGS, useValue: settings },
        {
          provide: LOG,
          inject: [DataSource],
          useFactory: async (database: DataSource): Promise<Logger> => {
            const log = createLogger('live-recorder', settings.LOG_LEVEL);
            await waitForSchema(database, () => log.info('waiting for the backend to migrate the database'));
            return log;
          },
        },
        { provide: REDIS, useFactory: () => openRedis(settings.REDIS_URL) },
        {
          // after the schema is there
          provide: ClipTransitions,
          inject: [DataSource, LOG],
          useFactory: (database: DataSource) => new ClipTransitions(database),
        },
        objectStorageProvider,
        RosterService,
        CutJobHandler,
        PictureJobHandler,
      ],
    };
  }
}
