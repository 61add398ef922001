export * from './video-queue.js';
