import { storageSettings } from '@sluice/service';
import {
  createSourceStore,
  createStorage,
  SourceStore,
  uploadSecretFrom,
  type ObjectStorage,
} from '@sluice/storage';
import type { FactoryProvider } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from './settings.js';

export const OBJECT_STORAGE = Symbol('object storage');

export const objectStorageProvider: FactoryProvider = {
  provide: OBJECT_STORAGE,
  inject: [BACKEND_SETTINGS],
  useFactory: (settings: BackendSettings) =>
    createStorage(storageSettings(settings), uploadSecretFrom(settings.SESSION_SECRET)),
};

export const sourceStoreProvider: FactoryProvider = {
  provide: SourceStore,
  inject: [BACKEND_SETTINGS, OBJECT_STORAGE],
  useFactory: (settings: BackendSettings, media: ObjectStorage) =>
    createSourceStore(settings.STORAGE_DRIVER, media, settings.UPLOADS_DIR),
};
