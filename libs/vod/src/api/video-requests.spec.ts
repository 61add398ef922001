import { describe, expect, it } from 'vitest';
import { listVideosQuerySchema, updateVideoSchema, uploadFieldsSchema } from './video-requests.js';

describe('uploadFieldsSchema', () => {
  it('needs no field', () => {
    expect(uploadFieldsSchema.parse({})).toEqual({});
  });

  it('takes what people may say about their upload', () => {
    const fields = { title: 'A title', description: 'Two\nlines', visibility: 'unlisted' };
    expect(uploadFieldsSchema.parse(fields)).toEqual(fields);
  });

  it.each([
    { titel: 'x' },
    { title: '' },
    { title: 'a\nb' },
    { visibility: 'secret' },
    { title: ['a', 'b'] },
  ])('refuses %j', (fields) => {
    expect(uploadFieldsSchema.safeParse(fields).success).toBe(false);
  });
});

describe('updateVideoSchema', () => {
  it.each([{ title: 'New' }, { description: '' }, { visibility: 'private' }])('takes %j alone', (body) => {
    expect(updateVideoSchema.parse(body)).toEqual(body);
  });

  it.each([{}, { status: 'ready' }, { title: 'x', owner: 'me' }, { title: null }, { title: '  ' }, [], null])(
    'refuses %j',
    (body) => {
      expect(updateVideoSchema.safeParse(body).success).toBe(false);
    },
  );
});

describe('listVideosQuerySchema', () => {
  it('lists 24 of all unless asked otherwise', () => {
    expect(listVideosQuerySchema.parse({})).toEqual({ limit: 24 });
  });

  it('reads what a query string holds', () => {
    expect(
      listVideosQuerySchema.parse({ status: 'ready', q: ' cat ', limit: '100', cursor: 'abc', utm: 'x' }),
    ).toEqual({ status: 'ready', q: 'cat', limit: 100, cursor: 'abc' });
  });

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: '-1' },
    { limit: '2.5' },
    { limit: 'all' },
    { limit: 'Infinity' },
    { status: 'done' },
    { status: ['ready', 'failed'] },
    { q: 'x'.repeat(201) },
    { q: { $ne: '' } },
    { cursor: 'x'.repeat(201) },
  ])('refuses %j', (query) => {
    expect(listVideosQuerySchema.safeParse(query).success).toBe(false);
  });
});
