import { describe, expect, it } from 'vitest';
import { safeNextPath } from './next-path';

describe('safeNextPath', () => {
  it.each(['/', '/upload', '/watch/0b9f?x=1#t=20', '/?q=sea%20side&status=failed'])('lets %s pass', (path) =>
    expect(safeNextPath(path)).toBe(path),
  );

  it.each([
    undefined,
    '',
    'upload',
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/sign-in?next=/sign-in',
  ])('sends %j to the gallery', (path) => expect(safeNextPath(path)).toBe('/'));
});
