import { createLogger, EnvironmentError, stopWithin } from '@sluice/service';
import { Logger } from 'nestjs-pino';
import { createApp } from './create-app.js';
import { publicUrl, readBackendSettings } from './settings.js';

const stopLimitMs = 10_000;

try {
  const settings = readBackendSettings(process.env);
  const app = await createApp(settings);
  stopWithin(stopLimitMs, () => app.close());
  await app.listen(settings.PORT, settings.HOST);
  app.get(Logger).log({ msg: 'ready', url: publicUrl(settings), port: settings.PORT, host: settings.HOST });
} catch (error) {
  createLogger('backend', 'info').fatal(
    error instanceof EnvironmentError ? error.message : { err: error },
    'the backend cannot start',
  );
  // whatever was already set up would keep the process alive, and nobody would start it again
  process.exit(1);
}
