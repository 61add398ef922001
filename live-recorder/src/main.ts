import { openSandbox } from '@sluice/sandbox';
import { createLogger, EnvironmentError, stopWithin } from '@sluice/service';
import { mkdir } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { RecorderModule } from './recorder.module.js';
import { readRecorderSettings } from './settings.js';

/** docker compose and systemd kill harder after this. */
const stopLimitMs = 10_000;

try {
  const settings = readRecorderSettings(process.env);
  await mkdir(settings.UPLOADS_DIR, { recursive: true });
  await openSandbox({
    required: settings.SANDBOX === 'required',
    ffmpegPath: settings.FFMPEG_PATH,
    root: settings.UPLOADS_DIR,
    log: createLogger('live-recorder', settings.LOG_LEVEL),
  });
  const app = await NestFactory.createApplicationContext(RecorderModule.with(settings), {
    bufferLogs: true,
  });
  app.useLogger(app.get(Logger));
  stopWithin(stopLimitMs, () => app.close());
} catch (error) {
  createLogger('live-recorder', 'info').fatal(
    error instanceof EnvironmentError ? error.message : { err: error },
    'the recorder cannot start',
  );
  // whatever was already set up would keep the process alive, and nobody would start it again
  process.exit(1);
}
