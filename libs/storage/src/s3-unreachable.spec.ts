import { describe, expect, it } from 'vitest';
import { S3Storage } from './s3-storage.js';
import { failureOf } from './testing/test-objects.js';

describe('S3Storage without a server', () => {
  const nowhere = {
    region: 'us-east-1',
    bucket: 'films',
    accessKeyId: 'AK',
    secretAccessKey: 'SK',
    forcePathStyle: true,
  };

  it.each([
    ['that refuses connections', 'http://127.0.0.1:9', 3000],
    ['that nobody answers at', 'http://192.0.2.1', 12_000],
    ['that has no name', 'http://s3.invalid', 12_000],
  ])('notices an endpoint %s within seconds', { timeout: 20_000 }, async (_what, endpoint, limitMs) => {
    const startedMs = Date.now();
    const failure = await failureOf(new S3Storage({ ...nowhere, endpoint }).check());
    expect(failure).toMatchObject({ code: 'storage_unavailable' });
    expect(Date.now() - startedMs).toBeLessThan(limitMs);
  });

  it('describes itself without a secret', () => {
    const endpoint = 'https://user:password@s3.example:9000/path';
    expect(new S3Storage({ ...nowhere, endpoint }).description).toBe(
      's3 bucket films at https://s3.example:9000',
    );
    expect(new S3Storage(nowhere).description).toBe('s3 bucket films at AWS us-east-1');
  });
});
