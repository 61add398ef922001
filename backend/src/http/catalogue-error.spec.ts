import { BadRequestException, HttpException, PayloadTooLargeException } from '@nestjs/common';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { asCatalogueError } from './catalogue-error.js';

const withFields = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

describe('asCatalogueError', () => {
  it('passes on what is of the catalogue already', () => {
    const error = new SluiceError('forbidden');
    expect(asCatalogueError(error)).toBe(error);
  });

  it.each<[string, unknown, ErrorCode, string?]>([
    ['an invalid field', new BadRequestException('title: too long'), 'validation_failed', 'title: too long'],
    [
      'broken JSON in a body',
      withFields('Unexpected token }', { type: 'entity.parse.failed', status: 400 }),
      'bad_json',
    ],
    [
      'broken JSON that Nest found',
      new BadRequestException('Unexpected token in JSON at position 3'),
      'bad_json',
    ],
    [
      'a body that is too large',
      withFields('too large', { type: 'entity.too.large', status: 413 }),
      'body_too_large',
    ],
    ['a body that Nest finds too large', new PayloadTooLargeException(), 'body_too_large'],
    [
      'a body that broke off',
      withFields('request aborted', { type: 'request.aborted', status: 400 }),
      'upload_aborted',
    ],
    ['too many requests', new HttpException('ThrottlerException', 429), 'too_many_requests'],
    [
      'a broken escape',
      new URIError('URI malformed'),
      'validation_failed',
      'The address holds a broken %-escape.',
    ],
    [
      'a refused connection',
      withFields('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
      'database_unavailable',
    ],
    ['a database that is starting', withFields('starting up', { code: '57P03' }), 'database_unavailable'],
    ['a database that stopped', withFields('terminating', { code: '57P01' }), 'database_unavailable'],
    ['a database that is full', withFields('too many clients', { code: '53300' }), 'database_unavailable'],
    [
      'a query whose driver lost its connection',
      withFields('query failed', { driverError: withFields('reset', { code: 'ECONNRESET' }) }),
      'database_unavailable',
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'database_unavailable'],
    ['a pool that is empty', new Error('timeout exceeded when trying to connect'), 'database_unavailable'],
    [
      'a query that broke a rule',
      withFields('query failed', { driverError: withFields('duplicate key', { code: '23505' }) }),
      'internal_error',
    ],
    ['a mistake of ours', new TypeError('x is not a function'), 'internal_error'],
    ['another status', new HttpException('I am a teapot', 418), 'internal_error'],
    ['a text', 'broken', 'internal_error'],
    ['nothing', undefined, 'internal_error'],
    ['null', null, 'internal_error'],
  ])('knows %s', (_, thrown, code, detail) => {
    const error = asCatalogueError(thrown);
    expect(error).toBeInstanceOf(SluiceError);
    expect(error.code).toBe(code);
    expect(error.detail).toBe(detail ?? error.entry.title);
  });

  it('keeps what it hides as the cause, for the log', () => {
    const thrown = new TypeError('x is not a function');
    expect(asCatalogueError(thrown).cause).toBe(thrown);
  });

  it('cuts off an endless message', () => {
    expect(asCatalogueError(new BadRequestException('x'.repeat(5000))).detail).toHaveLength(300);
  });
});
