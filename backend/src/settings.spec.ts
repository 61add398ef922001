import { EnvironmentError } from '@sluice/service';
import { describe, expect, it } from 'vitest';
import { readBackendSettings } from './settings.js';

const local = {
  DATABASE_URL: 'postgres://sluice:pw@127.0.0.1:5432/sluice',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: 'x'.repeat(32),
};
const s3 = {
  ...local,
  STORAGE_DRIVER: 's3',
  S3_BUCKET: 'videos',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
};

describe('readBackendSettings', () => {
  it('refuses uploads that are larger than what a bucket takes as a stream', () => {
    const limit = (bytes: number) => ({ UPLOAD_MAX_BYTES: String(bytes) });
    const [most, more] = [limit(83_886_080_000), limit(83_886_080_001)];
    expect(readBackendSettings({ ...s3, ...most }).UPLOAD_MAX_BYTES).toBe(83_886_080_000);
    expect(readBackendSettings({ ...local, ...more }).UPLOAD_MAX_BYTES).toBe(83_886_080_001);
    expect(() => readBackendSettings({ ...s3, ...more })).toThrow(EnvironmentError);
  });

  it('refuses a bucket without its settings', () => {
    expect(() => readBackendSettings({ ...s3, S3_BUCKET: '' })).toThrow(
      'STORAGE_DRIVER=s3 also needs S3_BUCKET.',
    );
  });
});
