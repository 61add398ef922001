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
