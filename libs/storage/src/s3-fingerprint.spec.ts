import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { S3Storage } from './s3-storage.js';
import { md5HexOf } from './testing/send-put.js';
import { failureOf } from './testing/test-objects.js';

const body = Buffer.from('the bytes of a chunk');
const itsMd5 = md5HexOf(body);
const noMd5 = 'f'.repeat(32);

interface Behaviour {
  /** Headers of a HEAD's and of a GET's answer. */
  head: Record<string, string>;
  get?: Record<string, string>;
  getStatus?: number;
  getError?: string;
  body?: Buffer;
}

let server: Server;
let asked: string[];

/** A store that says of its one object what it is told to say. */
async function storeThatSays({
  head,
  get = head,
  getStatus,
  getError,
  body: content = body,
}: Behaviour): Promise<S3Storage> {
  asked = [];
  server = createServer(({ method, headers }, response) => {
    const { range } = headers;
    asked.push(range ? `${method} ${range}` : method!);
    if (method === 'HEAD')
      return response.writeHead(200, { ...head, 'content-length': content.length }).end();
    if (getStatus) return response.writeHead(getStatus).end(`<Error><Code>${getError}</Code></Error>`);
    const sent = range ? content.subarray(0, 1) : content;
    response.writeHead(range ? 206 : 200, { ...get, 'content-length': sent.length }).end(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new S3Storage({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'auto',
    bucket: 'films',
    accessKeyId: 'AK',
    secretAccessKey: 'SK',
    forcePathStyle: true,
  });
}

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('the fingerprint of an object in S3', () => {
  it.each<[string, Behaviour, string[]]>([
    ['is its ETag', { head: { etag: `"${itsMd5}"` } }, ['HEAD']],
    ['is its ETag without quotes, in capitals', { head: { etag: itsMd5.toUpperCase() } }, ['HEAD']],
    [
      'is its ETag where the store encrypts with its own key',
      { head: { etag: `"${itsMd5}"`, 'x-amz-server-side-encryption': 'AES256' } },
      ['HEAD'],
    ],
    [
      'comes with the first byte while HEAD has no ETag, as at R2 after an upload',
      { head: {}, get: { etag: `"${itsMd5}"` } },
      ['HEAD', 'GET bytes=0-0'],
    ],
    ['is read where nothing has an ETag', { head: {} }, ['HEAD', 'GET bytes=0-0', 'GET']],
    ['is read of what came in parts', { head: { etag: `"${noMd5}-3"` } }, ['HEAD', 'GET']],
    [
      'is read of what is encrypted with a key of KMS',
      { head: { etag: `"${noMd5}"`, 'x-amz-server-side-encryption': 'aws:kms' } },
      ['HEAD', 'GET'],
    ],
    [
      'is read of what is encrypted with a key of the customer',
      { head: { etag: `"${noMd5}"`, 'x-amz-server-side-encryption-customer-algorithm': 'AES256' } },
      ['HEAD', 'GET'],
    ],
  ])('%s', async (_what, behaviour, requests) => {
    const storage = await storeThatSays(behaviour);
    const expected = { sizeBytes: body.length, md5Hex: itsMd5 };
    expect(await storage.fingerprint('recordings/a/000000-00.m4s')).toEqual(expected);
    expect(asked).toEqual(requests);
  });

  it('is that of nothing for an empty object without an ETag, which has no first byte', async () => {
    const storage = await storeThatSays({
      head: {},
      getStatus: 416,
      getError: 'InvalidRange',
      body: Buffer.alloc(0),
    });
    expect(await storage.fingerprint('recordings/a/000000-00.m4s')).toEqual({
      sizeBytes: 0,
      md5Hex: md5HexOf(Buffer.alloc(0)),
    });
  });

  it('is an error where the store refuses', async () => {
    const storage = await storeThatSays({ head: {}, getStatus: 403, getError: 'AccessDenied' });
    const failure = await failureOf(storage.fingerprint('recordings/a/000000-00.m4s'));
    expect(failure).toMatchObject({ code: 'storage_unavailable' });
  });
});
