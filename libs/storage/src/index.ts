/** Where published media and their sources live: one interface, a store on the local disk and one in S3. */
export * from './allow-browser-uploads.js';
export * from './check-browser-uploads.js';
export * from './create-storage.js';
export { writeFlushed } from './flushed-file.js';
export * from './hash-file.js';
export * from './held-footage.js';
export * from './held-segments.js';
export * from './local-storage.js';
export * from './object-storage.js';
export * from './read-ring.js';
export * from './receive-signed-put.js';
export * from './s3-settings.js';
export * from './s3-storage.js';
export { streamMaxBytes } from './s3-upload.js';
export { signedPutPath, uploadSecretFrom } from './signed-put.js';
export * from './source-store.js';
export * from './storage-settings.js';
