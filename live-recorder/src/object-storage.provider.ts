import { storageSettings } from '@sluice/service';
import { createStorage } from '@sluice/storage';
import type { FactoryProvider } from '@nestjs/common';
import { RECORDER_SETTINGS, type RecorderSettings } from './settings.js';

export const OBJECT_STORAGE = Symbol('object storage');

export const objectStorageProvider: FactoryProvider = {
  provide: OBJECT_STORAGE,
  inject: [RECORDER_SETTINGS],
  useFactory: (settings: RecorderSettings) => createStorage(storageSettings(settings)),
};
