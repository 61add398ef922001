import { createLogger, EnvironmentError, stopWithin } from '@sluice/service';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { readWorkerSettings } from './settings.js';
import { WorkerModule } from './worker.module.js';

/** docker compose and systemd kill harder after this. */
const stopLimitMs = 15_000;

try {
  const settings = readWorkerSettings(process.env);
  const app = await NestFactory.createApplicationContext(WorkerModule.with(settings), { bufferLogs: true });
  app.useLogger(app.get(Logger));
  stopWithin(stopLimitMs, () => app.close());
} catch (error) {
  createLogger('video-worker', 'info').fatal(
    error instanceof EnvironmentError ? error.message : { err: error },
    'the worker cannot start',
  );
  // whatever was already set up would keep the process alive, and nobody would start it again
  process.exit(1);
}
