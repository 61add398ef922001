import { describe, expect, it } from 'vitest';
import { descriptionMaxLength, descriptionSchema, titleMaxLength, titleSchema } from './video-schema.js';

const accepts = (schema: typeof titleSchema, text: unknown): boolean => schema.safeParse(text).success;

describe('titleSchema', () => {
  it.each([
    'A',
    'Über den Dächern 🌇',
    '<b>bold</b>',
    "'; DROP TABLE videos",
    'عنوان',
    'x'.repeat(titleMaxLength),
  ])('takes %j as it is', (title) => {
    expect(titleSchema.parse(title)).toBe(title);
  });

  it('takes the blanks around it away', () => {
    expect(titleSchema.parse('  Two words \n')).toBe('Two words');
  });

  it.each([
    ['nothing', ''],
    ['blanks alone', ' \t\n '],
    ['a newline', 'one\ntwo'],
    ['a carriage return', 'one\rtwo'],
    ['a tab', 'one\ttwo'],
    ['a NUL', 'one\u0000two'],
    ['an escape sequence', 'one\u001b[31mtwo'],
    ['a C1 control character', 'one\u0085two'],
    ['a DEL', 'one\u007ftwo'],
    ['more than the limit', 'x'.repeat(titleMaxLength + 1)],
    ['a number', 7],
    ['null', null],
    ['a list', ['one']],
  ])('refuses %s', (_, title) => {
    expect(accepts(titleSchema, title)).toBe(false);
  });
});

describe('descriptionSchema', () => {
  it.each(['', 'One line', 'Two\nlines\r\nand\ta tab', 'x'.repeat(descriptionMaxLength)])(
    'takes %j',
    (text) => {
      expect(descriptionSchema.parse(text)).toBe(text);
    },
  );

  it.each([
    ['a NUL', 'one\u0000two'],
    ['an escape sequence', 'one\u001b[31mtwo'],
    ['a vertical tab', 'one\u000btwo'],
    ['more than the limit', 'x'.repeat(descriptionMaxLength + 1)],
    ['a number', 7],
  ])('refuses %s', (_, text) => {
    expect(accepts(descriptionSchema, text)).toBe(false);
  });
});
