import { describe, expect, it } from 'vitest';
import { catalogue, isErrorCode, type CatalogueEntry, type ErrorCode } from './catalogue.js';
import { problemSchema, toProblem } from './problem.js';
import { SluiceError } from './sluice-error.js';

const entries = Object.entries(catalogue) as [ErrorCode, CatalogueEntry][];

describe('the error catalogue', () => {
  it.each(entries)('tells people what to do: %s', (code, { title, fix }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z\p{Ll}].*[^.\s]$/u);
    expect(title.length).toBeLessThanOrEqual(60);
    expect(fix).toMatch(/^[A-Z][^]*\.$/);
    expect(fix).not.toMatch(/\s$|\s{2}|\n/);
  });

  it.each(entries)('answers with a status that says whose fault it is: %s', (_, { status, fault }) => {
    const ours = fault === 'operator' || fault === 'us';
    expect(status).toBeGreaterThanOrEqual(ours ? 500 : 400);
    expect(status).toBeLessThanOrEqual(ours ? 599 : 499);
  });

  it('has one title for one thing', () => {
    const titles = entries.map(([, { title }]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('knows its codes, and not what every object has', () => {
    expect(isErrorCode('disk_full')).toBe(true);
    for (const code of ['', 'DISK_FULL', 'nonsense', 'toString', 'constructor', '__proto__'])
      expect(isErrorCode(code)).toBe(false);
  });
});

describe('toProblem', () => {
  it('is the whole answer', () => {
    const problem = toProblem('nothing_to_retry', 'The video is ready.', 'r-17');
    expect(problem).toEqual({
      type: 'urn:sluice:error:nothing_to_retry',
      title: 'There is nothing to retry',
      status: 409,
      code: 'nothing_to_retry',
      detail: 'The video is ready.',
      fix: 'Only failed videos, and those stuck in processing, can be retried.',
      requestId: 'r-17',
    });
  });

  it.each(entries)('fits its own schema: %s', (code, { title }) => {
    const problem = toProblem(code, title, 'r-1');
    expect(problemSchema.parse(problem)).toEqual(problem);
  });
});

describe('SluiceError', () => {
  it('says what happened this time', () => {
    const cause = new Error('ENOSPC');
    const error = new SluiceError('disk_full', 'The volume is full.', { cause });
    expect(error).toMatchObject({
      name: 'SluiceError',
      message: 'disk_full: The volume is full.',
      code: 'disk_full',
      detail: 'The volume is full.',
      cause,
      entry: catalogue.disk_full,
    });
  });

  it('says what the catalogue says when nobody knows more', () => {
    expect(new SluiceError('video_not_found').detail).toBe('There is no such video');
  });
});
