/** Where published media live: one interface, a store on the local disk and one in S3. */
export * from './create-storage.js';
export * from './local-storage.js';
export * from './object-storage.js';
export * from './s3-settings.js';
export * from './s3-storage.js';
export * from './storage-settings.js';
