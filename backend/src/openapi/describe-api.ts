import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { readBackendSettings } from '../settings.js';
import { buildOpenApiDocument } from './build-document.js';

/** The API's description as committed text. Nest's preview mode wires the routes without starting anything. */
export async function describeApi(): Promise<string> {
  const settings = readBackendSettings({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    SESSION_SECRET: 'only the routes are described here, nothing runs',
  });
  const app = await NestFactory.create(AppModule.with(settings), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(buildOpenApiDocument(app), null, 2)}\n`;
}
