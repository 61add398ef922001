import { describe, expect, it } from 'vitest';
import { isSameMedia, mediaRoot, parseTicketedAddress } from './media-address.js';

describe('the address of private media', () => {
  it('holds its ticket in front of the path', () => {
    const address = `${mediaRoot('1763700000.aB-_9')}/videos/1/master.m3u8`;
    expect(address).toBe('/media/t/1763700000.aB-_9/videos/1/master.m3u8');
    expect(parseTicketedAddress(address)).toEqual({
      ticket: '1763700000.aB-_9',
      expiresAtMs: 1_763_700_000_000,
      path: '/media/videos/1/master.m3u8',
    });
  });

  it.each([
    '/media/videos/1/master.m3u8',
    '/media/t/',
    '/media/t/1763700000/videos/1/master.m3u8',
    '/media/t/x.y/videos/1/master.m3u8',
    '/media/t/1763700000.a%2fb/videos/1',
    '/media/t/1763700000.aB',
    'https://cdn.example/media/t/1763700000.aB/videos/1',
  ])('is not %s', (address) => {
    expect(parseTicketedAddress(address)).toBeNull();
  });

  it('is the same with another ticket', () => {
    expect(isSameMedia('/media/t/1.a/videos/1/master.m3u8', '/media/t/2.b/videos/1/master.m3u8')).toBe(true);
    expect(isSameMedia('/media/t/1.a/videos/1/master.m3u8', '/media/videos/1/master.m3u8')).toBe(true);
    expect(isSameMedia('/media/t/1.a/videos/1/master.m3u8', '/media/t/1.a/videos/2/master.m3u8')).toBe(false);
    expect(isSameMedia(null, '/media/videos/1')).toBe(false);
    expect(isSameMedia(null, null)).toBe(true);
  });
});
