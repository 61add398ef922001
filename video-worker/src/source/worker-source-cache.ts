import { join } from 'node:path';
import { createSourceStore, type ObjectStorage } from '@sluice/storage';
import { sourceCachePath } from '@sluice/vod';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings.js';
import { SourceCache } from './source-cache.js';

/** The worker's SourceCache, from its settings, as long as the worker lives. */
@Injectable()
export class WorkerSourceCache extends SourceCache implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(WORKER_SETTINGS) settings: WorkerSettings,
    @Inject(OBJECT_STORAGE) storage: ObjectStorage,
    logger: PinoLogger,
  ) {
    super({
      sources: createSourceStore(settings.STORAGE_DRIVER, storage, settings.UPLOADS_DIR),
      dir: join(settings.UPLOADS_DIR, sourceCachePath),
      maxBytes: settings.SOURCE_CACHE_BYTES,
      log: logger.logger,
    });
  }

  onApplicationBootstrap(): Promise<void> {
    return this.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
