import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

/** Addresses of the API and of files, never of a page. */
const notPages = /^\/(api|media|video|socket\.io|assets)(\/|$)/;

/**
 * Serves the built frontend: hashed assets for ever, index.html for every address that the pages' own router knows.
 * Without a build (nginx serves the pages in docker compose) there is nothing to do.
 */
export function servePages(app: NestExpressApplication): void {
  const root = findBuild(import.meta.dirname);
  if (!root) return;
  const index = join(root, 'index.html');
  app.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  app.use(express.static(root, { index: false, maxAge: 0 }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    const wantsPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !notPages.test(request.path) &&
      request.accepts(['html', 'json']) === 'html';
    if (!wantsPage) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(index, { cacheControl: false });
  });
}

/** dist/frontend, seen from the sources as well as from dist/ itself. */
function findBuild(from: string): string | null {
  const candidate = join(from, 'dist/frontend');
  if (existsSync(join(candidate, 'index.html'))) return candidate;
  return dirname(from) === from ? null : findBuild(dirname(from));
}
