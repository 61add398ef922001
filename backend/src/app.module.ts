import { databaseOptions } from '@sluice/database';
import { nestLogger } from '@sluice/service';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditModule } from './audit/audit.module.js';
import { CamerasModule } from './cameras/cameras.module.js';
import { ClipsModule } from './clips/clips.module.js';
import { HealthModule } from './health/health.module.js';
import { AccessGuard } from './http/access.guard.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestLimits } from './http/request-limits.service.js';
import { validationPipe } from './http/validation.pipe.js';
import { PlaybackModule } from './playback/playback.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RecordingChunksModule } from './recording-chunks/recording-chunks.module.js';
import { ReconcilerModule } from './reconciler/reconciler.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { BACKEND_SETTINGS, type BackendSettings } from './settings.js';
import { StorageModule } from './storage.module.js';
import { UploadsModule } from './uploads/uploads.module.js';
import { VideosModule } from './videos/videos.module.js';

@Global()
@Module({})
export class AppModule {
  static with(settings: BackendSettings): DynamicModule {
    const settingsProvider = { provide: BACKEND_SETTINGS, useValue: settings };
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(nestLogger('backend', settings.LOG_LEVEL)),
        TypeOrmModule.forRoot({
          ...databaseOptions(settings.DATABASE_URL),
          retryAttempts: 30,
          retryDelay: 1000,
        }),
        StorageModule,
        AccountsModule,
        AuditModule,
        VideosModule,
        UploadsModule,
        RecordingChunksModule,
        CamerasModule,
        ClipsModule,
        // after everything else below /media: it takes every address there
        PlaybackModule,
        RoomsModule,
        RealtimeModule,
        ReconcilerModule,
        HealthModule,
      ],
      providers: [
        settingsProvider,
        RequestLimits,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_PIPE, useValue: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [settingsProvider],
    };
  }
}
