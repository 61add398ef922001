import { openSandbox } from '@sluice/sandbox';
import { createLogger, EnvironmentError, stopWithin } from '@sluice/service';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { readWorkerSettings } from './settings.js';
import { prepareWorkRoot } from './work-root.js';
import { WorkerModule } from './worker.module.js';

/** docker compose and systemd kill harder after this. */
const stopLimitMs = 15_000;

try {
  const settings = readWorkerSettings(process.env);
  const workRoot = await prepareWorkRoot(settings.UPLOADS_DIR);
  await openSandbox({
    required: settings.SANDBOX === 'required',
    ffmpegPath: settings.FFMPEG_PATH,
    root: workRoot,
    log: createLogger('video-worker', settings.LOG_LEVEL),
  });
  const app = await NestFactory.createApplicationContext(WorkerModule.with(settings, workRoot), {
    bufferLogs: true,
  });
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
