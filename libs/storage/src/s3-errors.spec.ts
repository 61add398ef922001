import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { toS3StorageError } from './s3-errors.js';

const s3Error = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error('what the server says'), { name, $metadata: { httpStatusCode, requestId: 'r1' } });

describe('toS3StorageError', () => {
  it.each([
    ['AccessDenied', 403, 'storage_unavailable'],
    ['SlowDown', 503, 'storage_unavailable'],
    ['QuotaExceeded', 403, 'disk_full'],
    ['XMinioStorageFull', 507, 'disk_full'],
    ['UnknownError', 507, 'disk_full'],
  ])('turns %s (%i) into %s and names it', (name, status, code) => {
    const error = toS3StorageError('PutObject', s3Error(name, status));
    expect(error).toMatchObject({ code, detail: `S3 PutObject failed: ${name}` });
    expect(error.cause).toMatchObject({
      message: `${name}: what the server says (HTTP status: ${status}, request id: r1)`,
    });
  });

  it('names what Node says when there was no answer', () => {
    const error = toS3StorageError(
      'HeadObject',
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    );
    expect(error).toMatchObject({
      code: 'storage_unavailable',
      detail: 'S3 HeadObject failed: ECONNREFUSED',
    });
  });

  it('passes on what is ours already', () => {
    const ours = new SluiceError('disk_full');
    expect(toS3StorageError('PutObject', ours)).toBe(ours);
  });
});
