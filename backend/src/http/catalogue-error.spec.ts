import { BadRequestException, HttpException, PayloadTooLargeException } from '@nestjs/common';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { asCatalogueError } from './catalogue-error.js';

const withFields = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

/** A query that PostgreSQL or its driver refused with this code. */
const failedQuery = (message: string, code?: string): QueryFailedError =>
  new QueryFailedError('SELECT 1', [], withFields(message, { code }));

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
      withFields('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }),
      'database_unavailable',
    ],
    [
      'a connection that took too long',
      withFields('connect ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'connect' }),
      'database_unavailable',
    ],
    ['a database that is starting', withFields('starting up', { code: '57P03' }), 'database_unavailable'],
    ['a database that stopped', withFields('terminating', { code: '57P01' }), 'database_unavailable'],
    ['a database that is full', withFields('too many clients', { code: '53300' }), 'database_unavailable'],
    [
      'a query whose driver lost its connection',
      failedQuery('read ECONNRESET', 'ECONNRESET'),
      'database_unavailable',
    ],
    ['a query that the database stopped', failedQuery('terminating', '57P01'), 'database_unavailable'],
    [
      'a query whose connection ended',
      failedQuery('Connection terminated unexpectedly'),
      'database_unavailable',
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'database_unavailable'],
    ['a pool that is empty', new Error('timeout exceeded when trying to connect'), 'database_unavailable'],
    ['a query that broke a rule', failedQuery('duplicate key', '23505'), 'internal_error'],
    ['a query that failed without a code', failedQuery('query failed'), 'internal_error'],
    [
      'a file that is missing',
      withFields('ENOENT: no such file', { code: 'ENOENT', syscall: 'open' }),
      'internal_error',
    ],
    [
      'the broken pipe of somebody else',
      withFields('write EPIPE', { code: 'EPIPE', syscall: 'write' }),
      'internal_error',
    ],
    [
      'the lost connection of somebody else',
      withFields('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }),
      'internal_error',
    ],
    [
      'an error that only looks like a failed query',
      withFields('x', { driverError: withFields('reset', { code: 'ECONNRESET' }) }),
      'internal_error',
    ],
    ['an error with an empty driverError', withFields('x', { driverError: undefined }), 'internal_error'],
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

  // Not yet: asCatalogueError asks for syscall "connect", which these two ways of not reaching PostgreSQL don't have.
  it.each([
    [
      'a name that cannot be resolved, as docker compose has it without a postgres container',
      withFields('getaddrinfo ENOTFOUND postgres', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    ],
    [
      'a name with two addresses that both refuse, as Node reports localhost with IPv6',
      Object.assign(
        new AggregateError([
          withFields('connect ECONNREFUSED ::1:5432', { code: 'ECONNREFUSED', syscall: 'connect' }),
          withFields('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' }),
        ]),
        { code: 'ECONNREFUSED' },
      ),
    ],
  ])('knows a database behind %s', (_, thrown) => {
    expect(asCatalogueError(thrown).code).toBe('database_unavailable');
  });

  it('keeps what it hides as the cause, for the log', () => {
    const thrown = new TypeError('x is not a function');
    expect(asCatalogueError(thrown).cause).toBe(thrown);
  });

  it('cuts off an endless message', () => {
    expect(asCatalogueError(new BadRequestException('x'.repeat(5000))).detail).toHaveLength(300);
  });
});
