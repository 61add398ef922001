import { storageSettings } from '@sluice/service';
import { createStorage } from '@sluice/storage';
import type { FactoryProvider } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from './settings.js';

export const OBJECT_STORAGE = Symbol('object storage');

export const objectStorageProvider: FactoryProvider = {
  provide: OBJECT_STORAGE,
  inject: [BACKEND_SETTINGS],
  useFactory: (settings: BackendSettings) => createStorage(storageSettings(settings)),
};
