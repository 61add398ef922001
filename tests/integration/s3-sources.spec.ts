import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { S3Storage, type S3Settings } from '@sluice/storage';
import { isSourceLocation, type ErrorCode, type VideoView } from '@sluice/vod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../libs/storage/src/testing/fault-proxy.js';
import { countOpenUploads } from '../../libs/storage/src/testing/s3-under-test.js';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import { noise } from '../platform/bad-files.js';
import { ask, expectProblem, multipart, multipartType, type Part } from '../platform/http.js';
import { filesBelow } from '../platform/leftovers.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const megabyte = 1024 * 1024;
const limitBytes = 40 * megabyte;

/** Optional, because the server is large: npm run test:s3 says how to install it. The backend alone: nobody takes the jobs. */
describe.skipIf(!s3ServerInstalled())('uploads to a platform that keeps everything in S3', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let settings: S3Settings & { endpoint: string };
  let proxy: FaultProxy;
  let platform: TestPlatform;

  beforeAll(async () => {
    server = await startS3Server();
    settings = { ...server, forcePathStyle: true };
    proxy = await startFaultProxy(server.endpoint);
    platform = await startTestPlatform({
      workers: 0,
      settings: {
        STORAGE_DRIVER: 's3',
        S3_ENDPOINT: proxy.endpoint,
        S3_REGION: server.region,
        S3_BUCKET: server.bucket,
        S3_ACCESS_KEY_ID: server.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.secretAccessKey,
        UPLOAD_MAX_BYTES: String(limitBytes),
      },
    });
  });
  afterAll(async () => {
    await platform?.close();
    await proxy?.close();
    await server?.stop();
  });
  afterEach(() => {
    proxy.judge = () => 'none';
  });

  const file = (content: Buffer | string): Part => ({ name: 'file', fileName: 'holiday.mp4', content });
  const upload = (body: Buffer | Readable) =>
    ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      body,
      headers: { 'content-type': multipartType },
    });

  async function send(content: Buffer): Promise<VideoView> {
    const answer = await upload(multipart([{ name: 'title', content: 'A film' }, file(content)]));
    expect(answer.status, answer.text).toBe(201);
    return JSON.parse(answer.text) as VideoView;
  }

  const load = async (id: string): Promise<{ path: string; sizeBytes: number; sha256: string }> => {
    const [row] = await platform.database.query(
      `SELECT source_path AS path, source_size_bytes::float8 AS "sizeBytes", source_sha256 AS sha256
       FROM videos WHERE id = $1`,
      [id],
    );
    return row;
  };

  async function listSources(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of new S3Storage(settings).list('sources/')) keys.push(key);
    return keys;
  }

  /** What is in the bucket, seen and unseen, on the disk and in the table. */
  async function takeStock() {
    const [{ videos }] = await platform.database.query('SELECT count(*)::int AS videos FROM videos');
    return {
      sources: await listSources(),
      openUploads: await countOpenUploads({ settings }, 'sources/'),
      files: filesBelow(platform.uploadsDir),
      videos: videos as number,
    };
  }

  it.each([
    ['in one piece', 300_000],
    ['in parts', 30 * megabyte],
  ])('go into the bucket %s, with their hash, and touch no disk', async (_how, sizeBytes) => {
    const content = noise(sizeBytes);
    const { id, source } = await send(content);
    const row = await load(id);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(row).toEqual({ path: expect.any(String), sizeBytes, sha256 });
    expect(source).toMatchObject({ fileName: 'holiday.mp4', sizeBytes });
    expect((await buffer((await new S3Storage(settings).read(row.path))!)).equals(content)).toBe(true);
    expect(filesBelow(platform.uploadsDir)).toEqual([]);
  });

  it('get a key that tells nothing of the video and that nobody is told', async () => {
    const { id } = await send(noise(1000));
    const { path } = await load(id);
    expect(isSourceLocation(path)).toBe(true);
    expect(path).not.toContain(id);
    const answer = await ask(platform.url, 'GET', `/api/videos/${id}`, { token: platform.token });
    expect(answer.text).not.toContain(path.split('/').at(-1));
    expect((await ask(platform.url, 'GET', `/media/${path}`, { token: platform.token })).status).toBe(404);
  });

  it.each<[string, ErrorCode, () => Buffer | Readable]>([
    ['text', 'not_a_video', () => multipart([file('Dear diary, today I filmed nothing.\n')])],
    ['nothing', 'file_empty', () => multipart([file('')])],
    ['a bad field behind the file', 'validation_failed', () => multipart([file(noise(20 * megabyte)), bad])],
    ['too much', 'file_too_large', () => Readable.from([multipart([file(noise(limitBytes + 1))])])],
    ['half a form', 'multipart_malformed', () => multipart([file(noise(20 * megabyte))]).subarray(0, 1e7)],
    ['two files', 'multipart_malformed', () => multipart([file(noise(9 * megabyte)), file(noise(1000))])],
  ])('that hold %s leave nothing: %s', async (_what, code, body) => {
    const before = await takeStock();
    expectProblem(await upload(body()), code);
    await expect.poll(takeStock, { timeout: 10_000 }).toEqual(before);
  });

  it('that break off leave nothing, however far they had come', async () => {
    const before = await takeStock();
    const body = multipart([file(noise(30 * megabyte))]);
    const arriving = eventually(
      'parts are in the bucket',
      async () => (await countOpenUploads({ settings }, 'sources/')) > 0,
    );
    await Promise.all([100, 50_000, 9 * megabyte, 29 * megabyte].map((bytes) => breakOff(body, bytes)));
    await arriving;
    await expect.poll(takeStock, { timeout: 20_000 }).toEqual(before);
    expect(platform.log.filter((line) => line.includes('internal_error'))).toEqual([]);
  });

  it.each([
    ['is away', 1000],
    ['goes away in the middle', 30 * megabyte],
  ])('are told when the store %s, and leave nothing', async (_what, sizeBytes) => {
    const before = await takeStock();
    proxy.judge = (method, url) => (method === 'PUT' && !url.includes('partNumber=1&') ? 'cut' : 'none');
    const problem = expectProblem(await upload(multipart([file(noise(sizeBytes))])), 'storage_unavailable');
    expect(problem.fix).toContain('S3 settings');
    await expect.poll(takeStock, { timeout: 10_000 }).toEqual(before);
  });

  it('are deleted with their video', async () => {
    const { id } = await send(noise(1000));
    const { path } = await load(id);
    expect(await listSources()).toContain(path);
    await platform.api.delete(id);
    await eventually('the source is gone', async () => !(await listSources()).includes(path));
  });

  const bad: Part = { name: 'visibility', content: 'secret' };

  /** Sends the beginning of a body and is gone when it has left. */
  async function breakOff(body: Buffer, bytes: number): Promise<void> {
    const { hostname, port } = new URL(platform.url);
    const headers = {
      authorization: `Bearer ${platform.token}`,
      'content-type': multipartType,
      'content-length': body.length,
    };
    const sent = request({ method: 'POST', hostname, port, path: '/api/videos', agent: false, headers });
    sent.on('error', () => undefined);
    await new Promise((resolve) => sent.write(body.subarray(0, bytes), resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    sent.destroy();
  }
});
