import { Global, Module } from '@nestjs/common';
import { objectStorageProvider, sourceStoreProvider } from './object-storage.provider.js';

/** One store for the whole backend: an S3 client has its sockets. */
@Global()
@Module({
  providers: [objectStorageProvider, sourceStoreProvider],
  exports: [objectStorageProvider, sourceStoreProvider],
})
export class StorageModule {}
