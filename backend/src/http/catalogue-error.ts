import { SluiceError } from '@sluice/vod';
import { HttpException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';

/** Whatever was thrown, as an error of the catalogue. */
export function asCatalogueError(thrown: unknown): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  if (thrown instanceof HttpException) return fromStatus(thrown);
  if (isBodyParserError(thrown)) return fromBodyParser(thrown);
  if (thrown instanceof URIError)
    return new SluiceError('validation_failed', 'The address holds a broken %-escape.');
  if (isDatabaseAway(thrown)) return new SluiceError('database_unavailable', undefined, { cause: thrown });
  return new SluiceError('internal_error', undefined, { cause: thrown });
}

function fromStatus(thrown: HttpException): SluiceError {
  switch (thrown.getStatus()) {
    case 400:
    // a character set or compression that the body parser doesn't know
    case 415:
      return fromBodyParser(thrown);
    case 413:
      return new SluiceError('body_too_large');
    case 429:
      return new SluiceError('too_many_requests');
    default:
      return new SluiceError('internal_error', undefined, { cause: thrown });
  }
}

interface BodyParserError extends Error {
  type?: string;
}

const isBodyParserError = (thrown: unknown): thrown is BodyParserError =>
  thrown instanceof Error && 'type' in thrown && typeof thrown.type === 'string' && 'status' in thrown;

function fromBodyParser(thrown: Error & { type?: string }): SluiceError {
  if (thrown.type === 'entity.too.large') return new SluiceError('body_too_large');
  if (thrown.type?.startsWith('request.aborted')) return new SluiceError('upload_aborted');
  if (thrown.type === 'entity.parse.failed' || /JSON/.test(thrown.message))
    return new SluiceError('bad_json');
  return new SluiceError('validation_failed', thrown.message.slice(0, 300));
}

/** SQLSTATEs of a server that is stopping, starting or full, and what the socket to it says. */
const awayCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Driver not Connected|DataSource is not initialized/i;

/** PostgreSQL is down, starting, stopping or full; its driver says so in several ways. */
function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof QueryFailedError)
    return (
      awayCodes.has((thrown.driverError as { code?: string }).code ?? '') || awayMessages.test(thrown.message)
    );
  // a host with several addresses: one error for each
  if (thrown instanceof AggregateError) return thrown.errors.some(isDatabaseAway);
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  return (
    awayMessages.test(thrown.message) ||
    (/^(connect|getaddrinfo)$/.test(syscall ?? '') && awayCodes.has(code ?? '')) ||
    /^57P|^53300/.test(code ?? '')
  );
}
