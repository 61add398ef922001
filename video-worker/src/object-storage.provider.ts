import { createStorage } from '@sluice/storage';
import { storageSettings } from '@sluice/service';
import type { FactoryProvider } from '@nestjs/common';
import { WORKER_SETTINGS, type WorkerSettings } from './settings.js';

export const OBJECT_STORAGE = Symbol('object storage');

export const objectStorageProvider: FactoryProvider = {
  provide: OBJECT_STORAGE,
  inject: [WORKER_SETTINGS],
  useFactory: (settings: WorkerSettings) => createStorage(storageSettings(settings)),
};
