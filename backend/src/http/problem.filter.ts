import { randomUUID } from 'node:crypto';
import { catalogue, SluiceError, toProblem } from '@sluice/vod';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PinoLogger } from 'nestjs-pino';
import { allowedMethods } from './allowed-methods.js';
import { asCatalogueError } from './catalogue-error.js';

/** The one edge where errors become HTTP: application/problem+json from the catalogue, whatever was thrown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: PinoLogger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error =
      thrown instanceof NotFoundException ? missingRoute(request, response) : asCatalogueError(thrown);
    // a broken address or body fails before the logger has seen the request
    const requestId = String(request.id ?? randomUUID());
    const log = request.log ?? this.logger.logger.child({ requestId });
    const { status, fault } = catalogue[error.code];
    if (fault === 'us' || error.code === 'database_unavailable')
      log.error({ err: thrown, code: error.code }, 'request failed');
    else log.info({ code: error.code, detail: error.detail }, 'request refused');
    if (response.headersSent) return void response.destroy();
    if (status === 429)
      response.setHeader(
        'Retry-After',
        response.getHeader('Retry-After') ?? response.getHeader('Retry-After-account') ?? '60',
      );
    response
      .status(status)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('X-Request-Id', requestId)
      .type('application/problem+json')
      .send(JSON.stringify({ ...error.extension, ...toProblem(error.code, error.detail, requestId) }));
  }
}

/** Express knows no 405: an address that exists for another method is told apart from one that doesn't exist. */
function missingRoute(request: Request, response: Response): SluiceError {
  const methods = allowedMethods(request.app, request.path);
  if (methods.length === 0)
    return new SluiceError(
      'route_not_found',
      `There is nothing at ${request.method} ${request.path.slice(0, 200)}.`,
    );
  response.setHeader('Allow', methods.join(', '));
  return new SluiceError(
    'method_not_allowed',
    `${request.path.slice(0, 200)} takes ${methods.join(', ')}, not ${request.method}.`,
  );
}
