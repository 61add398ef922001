import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { isAws, type S3Settings } from './s3-settings.js';
import { S3Storage } from './s3-storage.js';
import {
  startRecordingServer,
  type RecordedRequest,
  type RecordingServer,
} from './testing/recording-server.js';
import { put } from './testing/test-objects.js';

const settings: S3Settings = {
  region: 'us-east-1',
  bucket: 'films',
  accessKeyId: 'AK',
  secretAccessKey: 'SK',
  forcePathStyle: true,
};

const twoObjects = `<ListBucketResult><IsTruncated>false</IsTruncated>
  <Contents><Key>videos/a/1</Key><Size>1</Size></Contents><Contents><Key>videos/a/2</Key><Size>1</Size></Contents>
</ListBucketResult>`;

const oneFailed = `<DeleteResult><Error><Key>videos/a/2</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>`;

const uploadsPage = (key: string, next: string): string => `<ListMultipartUploadsResult>
  <IsTruncated>${next !== ''}</IsTruncated><NextKeyMarker>${next}</NextKeyMarker><NextUploadIdMarker>n</NextUploadIdMarker>
  <Upload><Key>${key}</Key><UploadId>u</UploadId><Initiated>2020-01-01T00:00:00Z</Initiated></Upload>
</ListMultipartUploadsResult>`;

describe('requests to a server that is not AWS', () => {
  let server: RecordingServer;

  afterEach(() => server.close());

  const startWith = async (answer: (request: RecordedRequest) => string, delayMs = 0): Promise<S3Storage> => {
    server = await startRecordingServer(answer, delayMs);
    return new S3Storage({ ...settings, endpoint: server.endpoint });
  };

  it('store plain bytes with a length, and none of the checksums that some servers keep as part of the object', async () => {
    const storage = await startWith(() => '');
    await put(storage, 'videos/a/poster.jpg', 'picture');
    const [{ method, url, headers, body }] = server.requests as [RecordedRequest];
    expect([method, url.replace(/\?.*/, ''), String(body)]).toEqual([
      'PUT',
      '/films/videos/a/poster.jpg',
      'picture',
    ]);
    expect(headers).toMatchObject({
      'content-length': '7',
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const names = Object.keys(headers).join(' ');
    expect(names).not.toMatch(
      /x-amz-(checksum|sdk-checksum|trailer|decoded)|transfer-encoding|content-encoding/,
    );
  });

  it('delete many with the one checksum that every server knows, and sign it', async () => {
    const storage = await startWith(({ method }) => (method === 'GET' ? twoObjects : '<DeleteResult/>'));
    expect(await storage.deletePrefix('videos/a/')).toBe(2);
    const [, { method, url, headers, body }] = server.requests as [RecordedRequest, RecordedRequest];
    expect([method, url]).toEqual(['POST', '/films/?delete=']);
    expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
    expect(headers.authorization).toContain('content-md5');
    expect(Object.keys(headers).join(' ')).not.toMatch(/x-amz-(checksum|sdk-checksum)/);
    expect(String(body)).toContain('<Key>videos/a/1</Key>');
  });

  it('that delete only some of many are an error', async () => {
    const storage = await startWith(({ method }) => (method === 'GET' ? twoObjects : oneFailed));
    await expect(storage.deletePrefix('videos/a/')).rejects.toMatchObject({
      code: 'storage_unavailable',
      detail: 'S3 DeleteObjects failed: AccessDenied',
    });
  });

  it('abort stale uploads on every page of the list', async () => {
    const storage = await startWith(({ method, url }) => {
      if (method !== 'GET') return '';
      return url.includes('key-marker=videos')
        ? uploadsPage('videos/a/2', '')
        : uploadsPage('videos/a/1', 'videos/a/1');
    });
    expect(await storage.removeStaleUploads('videos/', 60)).toBe(2);
    expect(server.requests.map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`)).toEqual([
      'GET /films/',
      'DELETE /films/videos/a/1',
      'GET /films/',
      'DELETE /films/videos/a/2',
    ]);
  });

  it('do not wait for each other so long that they count as unconnected', async () => {
    const storage = await startWith(() => '', 1000);
    await Promise.all(Array.from({ length: 150 }, (_, index) => put(storage, `videos/a/${index}`, 'x')));
    expect(server.requests).toHaveLength(150);
  });
});

describe('isAws', () => {
  it.each([
    [undefined, true],
    ['https://s3.eu-west-1.amazonaws.com', true],
    ['https://s3.cn-north-1.amazonaws.com.cn', true],
    ['https://amazonaws.com.example', false],
    ['https://notamazonaws.com', false],
    ['https://account.r2.cloudflarestorage.com', false],
    ['http://127.0.0.1:9000', false],
  ])('of %s is %s', (endpoint, expected) => {
    expect(isAws({ ...settings, endpoint })).toBe(expected);
  });
});
