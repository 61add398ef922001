import { afterEach, describe, expect, it, vi } from 'vitest';
import { S3Storage } from './s3-storage.js';
import { publicUrlOf, signingWindow } from './s3-urls.js';

const hourMs = 3_600_000;
const noonMs = Date.parse('2026-01-01T12:00:00Z');

const storage = new S3Storage({
  endpoint: 'https://s3.example',
  region: 'auto',
  bucket: 'films',
  accessKeyId: 'AK',
  secretAccessKey: 'SK',
  forcePathStyle: true,
});

describe('signed addresses', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stay the same for a quarter of their life, so that caches find them again', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noonMs });
    const atNoon = await storage.urlFor('videos/a/poster.jpg', 4 * 3600);
    vi.setSystemTime(noonMs + hourMs - 1);
    expect(await storage.urlFor('videos/a/poster.jpg', 4 * 3600)).toBe(atNoon);
    vi.setSystemTime(noonMs + hourMs);
    expect(await storage.urlFor('videos/a/poster.jpg', 4 * 3600)).not.toBe(atNoon);
  });

  it('always live for the time that was asked for', () => {
    const ttlSec = 4 * 3600;
    for (const nowMs of [noonMs, noonMs + 1, noonMs + hourMs - 1]) {
      const { signingDate, expiresInSec } = signingWindow(ttlSec, nowMs);
      expect(signingDate.getTime()).toBeLessThanOrEqual(nowMs);
      expect(signingDate.getTime() + expiresInSec * 1000 - nowMs).toBeGreaterThanOrEqual(ttlSec * 1000);
    }
  });

  it('never live for more than the week that S3 allows', () => {
    expect(signingWindow(7 * 24 * 3600, noonMs).expiresInSec).toBe(7 * 24 * 3600);
  });

  it.each([0, -1, Number.NaN])('cannot live for %s seconds', (ttlSec) => {
    expect(() => signingWindow(ttlSec, noonMs)).toThrow(TypeError);
  });

  it('name the bucket and the key and hold no secret', async () => {
    const url = new URL(await storage.urlFor('videos/a/720p/seg_00000.m4s', 60));
    expect(url.origin + url.pathname).toBe('https://s3.example/films/videos/a/720p/seg_00000.m4s');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('75');
    expect(url.href).not.toContain('SK');
  });
});

describe('signed PUTs', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const key = 'recordings/a/b/c/000012-0123456789abcdef.m4s';
  const options = {
    sizeBytes: 1234,
    md5Base64: 'n0mvn4HVjbE91KK9HmJpHw==',
    contentType: 'video/iso.segment',
    ttlSec: 300,
  };

  /** AWS is where the SDK would add checksums of its own. */
  const onAws = new S3Storage({
    region: 'eu-west-1',
    bucket: 'films',
    accessKeyId: 'AK',
    secretAccessKey: 'SK',
    publicUrl: 'https://cdn.example',
    forcePathStyle: false,
  });

  it('hold every header to what was signed, and go to the endpoint even where there is a CDN', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noonMs + 900 });
    const { url, headers, expiresAt } = await onAws.signPut(key, options);
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe(`https://films.s3.eu-west-1.amazonaws.com/${key}`);
    expect({ ...Object.fromEntries(searchParams), 'X-Amz-Signature': '' }).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Credential': 'AK/20260101/eu-west-1/s3/aws4_request',
      'X-Amz-Date': '20260101T120000Z',
      'X-Amz-Expires': '300',
      'X-Amz-Signature': '',
      'X-Amz-SignedHeaders': 'content-length;content-md5;content-type;host;if-none-match',
      'x-id': 'PutObject',
    });
    expect(headers).toEqual({
      'Content-Type': 'video/iso.segment',
      'Content-MD5': 'n0mvn4HVjbE91KK9HmJpHw==',
      'If-None-Match': '*',
    });
    expect(expiresAt).toEqual(new Date(noonMs + 300_000));
  });

  it.each([
    ['another length', { sizeBytes: 1235 }],
    ['another type', { contentType: 'video/webm' }],
    ['another digest', { md5Base64: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['a longer life', { ttlSec: 301 }],
  ])('have another signature for %s', async (_what, changes) => {
    vi.useFakeTimers({ toFake: ['Date'], now: noonMs });
    const signatures = [options, { ...options, ...changes }].map(async (each) =>
      new URL((await storage.signPut(key, each)).url).searchParams.get('X-Amz-Signature'),
    );
    const [one, other] = await Promise.all(signatures);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });
});

describe('public addresses', () => {
  it.each(['https://cdn.example/media', 'https://cdn.example/media/', 'https://cdn.example/media//'])(
    'join %s and the key with one slash',
    (publicUrl) => {
      expect(publicUrlOf(publicUrl, 'videos/a/poster.jpg')).toBe(
        'https://cdn.example/media/videos/a/poster.jpg',
      );
    },
  );
});
