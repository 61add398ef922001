export * from './camera-board.js';
export * from './camera-lock.js';
export * from './open-queues.js';
export * from './queue-options.js';
export * from './redis-connection.js';
export * from './send-jobs.js';
