export * from './environment.js';
export * from './lease.js';
export * from './logger.js';
export * from './storage-settings.js';
export * from './stop-within.js';
export * from './version.js';
