import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { isCrossSite } from './cross-site.js';

const publicUrl = 'https://video.example/base';
const host = '127.0.0.1:3000';

describe('isCrossSite', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a program', {}, false],
    ['the pages themselves', { 'sec-fetch-site': 'same-origin', origin: `http://${host}` }, false],
    [
      'the pages themselves, where a proxy changed the host',
      { 'sec-fetch-site': 'same-origin', origin: 'https://video.example' },
      false,
    ],
    ['an address that somebody typed', { 'sec-fetch-site': 'none' }, false],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, true],
    ['another site without Origin', { 'sec-fetch-site': 'cross-site' }, true],
    [
      'a neighbour below the same domain',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.example' },
      true,
    ],
    ['a neighbour without Origin', { 'sec-fetch-site': 'same-site' }, true],
    ['an older browser on the pages', { origin: `http://${host}` }, false],
    ['an older browser on the public address', { origin: 'https://video.example' }, false],
    ['an older browser elsewhere', { origin: 'https://evil.example' }, true],
    ['the public host with another port', { origin: 'https://video.example:444' }, true],
    ['the public host without TLS', { origin: 'http://video.example' }, true],
    ['a name that only begins like ours', { origin: 'https://video.example.evil.example' }, true],
    ['a name that only ends like ours', { origin: `http://x${host}` }, true],
    ["our address as somebody's name", { origin: `http://${host}@evil.example` }, true],
    ['a sandboxed frame', { origin: 'null' }, true],
    ['a sandboxed frame that says where it is', { origin: 'null', 'sec-fetch-site': 'cross-site' }, true],
    ['nonsense', { origin: 'not a url' }, true],
    ['a site that is no word', { 'sec-fetch-site': 'SAME-ORIGIN' }, true],
  ])('%s', (_, headers, crossSite) => {
    expect(isCrossSite({ headers: { host, ...headers } } as unknown as Request, publicUrl)).toBe(crossSite);
  });

  it('knows only the host where there is no public address', () => {
    const from = (origin: string): boolean =>
      isCrossSite({ headers: { host, origin } } as unknown as Request, undefined);
    expect(from(`http://${host}`)).toBe(false);
    expect(from('https://video.example')).toBe(true);
  });
});
