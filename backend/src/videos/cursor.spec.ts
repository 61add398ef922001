import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';

const id = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const packed = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it.each(['2026-11-20T07:58:00.123Z', '1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    'is read back as it was given: %s',
    (time) => {
      const cursor = { createdAt: new Date(time), id };
      const text = encodeCursor(cursor);
      expect(text).toMatch(/^[\w-]{1,200}$/);
      expect(decodeCursor(text)).toEqual(cursor);
    },
  );

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
    ['another shape', packed({ createdAt: 1, id })],
    ['too little', packed([1])],
    ['too much', packed([1, id, 2])],
    ['a time as text', packed(['2026-11-20', id])],
    ['a broken time', packed([1.5, id])],
    ['a time that no date has', packed([8.64e15 + 1, id])],
    ['a time before 1970', packed([Date.parse('1969-07-20T20:17:40.000Z'), id])],
    ['a time just before 1970', packed([-1, id])],
    ['a year of five digits', packed([Date.parse('+010000-01-01T00:00:00.000Z'), id])],
    ['no time', packed([null, id])],
    ['no uuid', packed([1, 'x'])],
    ['SQL', packed([1, `${id}' OR '1'='1`])],
    ['a number for the id', packed([1, 2])],
    ['nested lists', packed([[1], [id]])],
    ['very much', packed([1, 'x'.repeat(10_000)])],
  ])('is refused when it holds %s', (_, text) => {
    const refuse = (): unknown => decodeCursor(text);
    expect(refuse).toThrow(SluiceError);
    expect(refuse).toThrow(/^bad_cursor: The cursor is not one of ours$/);
  });
});
