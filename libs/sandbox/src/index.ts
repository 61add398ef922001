export * from './check-ffmpeg.js';
export * from './in-force.js';
export * from './open-sandbox.js';
export * from './run-to-end.js';
export * from './sandboxed-run.js';
export * from './start-in-sandbox.js';
