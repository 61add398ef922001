import { databaseOptions, waitForSchema } from '@sluice/database';
import { openRedis } from '@sluice/queue';
import { createLogger, nestLogger } from '@sluice/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { LOG, REDIS, RosterService } from './roster/roster.service.js';
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
        RosterService,
      ],
    };
  }
}
