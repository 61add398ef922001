import { describe, expect, it } from 'vitest';
import { parseGallerySearch } from './gallery-search';

describe('parseGallerySearch', () => {
  it('keeps words and a known status', () => {
    expect(parseGallerySearch({ q: ' sea side ', status: 'failed' })).toEqual({
      q: 'sea side',
      status: 'failed',
    });
  });

  it('drops what it does not know', () => {
    expect(parseGallerySearch({ q: '  ', status: 'lost', page: '2' })).toEqual({});
    expect(parseGallerySearch({ q: 7 })).toEqual({});
  });

  it('cuts words at what the backend takes', () => {
    expect(parseGallerySearch({ q: 'a'.repeat(300) }).q).toHaveLength(200);
  });
});
