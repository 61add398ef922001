import { describe, expect, it } from 'vitest';
import { checkFile } from './check-file';

describe('checkFile', () => {
  it('lets a file of exactly the limit pass', () => expect(checkFile({ size: 1000 }, 1000)).toBeNull());

  it('refuses an empty file', () =>
    expect(checkFile({ size: 0 }, 1000)).toMatchObject({ code: 'file_empty' }));

  it('names both sizes when the file is too large', () => {
    expect(checkFile({ size: 2_000_000 }, 1_000_000)).toMatchObject({
      code: 'file_too_large',
      detail: 'It has 2 MB; this platform takes 1 MB at most.',
    });
  });
});
