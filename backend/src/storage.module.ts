import { Global, Module } from '@nestjs/common';
import { DiskGuard } from './disk-guard.service.js';
import { objectStorageProvider, sourceStoreProvider } from './object-storage.provider.js';

/** One store for the whole backend: an S3 client has its sockets. */
@Global()
@Module({
  providers: [objectStorageProvider, sourceStoreProvider, DiskGuard],
  exports: [objectStorageProvider, sourceStoreProvider, DiskGuard],
})
export class StorageModule {}
