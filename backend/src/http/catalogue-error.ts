import { isDatabaseAway } from '@sluice/database';
import { SluiceError } from '@sluice/vod';
import { HttpException } from '@nestjs/common';

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
