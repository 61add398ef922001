import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@sluice/database';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import compression from 'compression';
import { Logger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { endSlowBodies } from './http/end-slow-bodies.js';
import { securityHeaders } from './http/security-headers.js';
import { buildOpenApiDocument } from './openapi/build-document.js';
import { takeTicket } from './playback/take-ticket.js';
import { servePages } from './pages/serve-pages.js';
import type { BackendSettings } from './settings.js';

/** The backend, ready to listen: folders made, schema migrated, routes in place. */
export async function createApp(settings: BackendSettings): Promise<NestExpressApplication> {
  for (const folder of ['incoming', 'sources', 'work', 'media'])
    await mkdir(join(settings.UPLOADS_DIR, folder), { recursive: true });
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), {
    bufferLogs: true,
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  const migrations = await migrate(app.get(DataSource));
  if (migrations.length > 0) logger.log(`database migrated: ${migrations.join(', ')}`);
  // by their number: among addresses of a private network a client cannot be told from a proxy
  app.set('trust proxy', settings.PROXY_HOPS);
  app.disable('x-powered-by');
  app.use(securityHeaders(settings));
  app.use(
    compression({
      threshold: 0,
      filter: (_, response) => isText(String(response.getHeader('Content-Type') ?? '')),
    }),
  );
  app.use(endSlowBodies);
  app.use(takeTicket);
  SwaggerModule.setup('api/docs', app, () => buildOpenApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
  servePages(app);
  const server = app.getHttpServer();
  // an upload may take hours; watch-for-stall.ts ends those that stand still
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  return app;
}

const isText = (contentType: string): boolean => /json|text|javascript|mpegurl|svg|xml/.test(contentType);
