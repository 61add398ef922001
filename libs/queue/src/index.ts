export * from './open-queues.js';
export * from './queue-options.js';
export * from './send-jobs.js';
