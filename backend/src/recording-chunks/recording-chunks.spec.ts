import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { nestLogger } from '@sluice/service';
import { checkBrowserUploads, createStorage, uploadSecretFrom, type SignedPut } from '@sluice/storage';
import { catalogue, type ErrorCode } from '@sluice/vod';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { LoggerModule } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contractOf, md5HexOf, newChunkKey } from '../../../libs/storage/src/testing/send-put.js';
import { AuthenticationService } from '../accounts/authentication.service.js';
import { AccessGuard } from '../http/access.guard.js';
import { endSlowBodies } from '../http/end-slow-bodies.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { DiskGuard } from '../disk-guard.service.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { Participants } from '../rooms/participants.service.js';
import { RequestLimits } from '../http/request-limits.service.js';
import { BACKEND_SETTINGS, readBackendSettings } from '../settings.js';
import { ReceiveChunk } from './receive-chunk.service.js';
import { RecordingChunksController } from './recording-chunks.controller.js';

const secret = 'a session secret of the tests, long enough';
const pages = 'https://video.example';
const chunk = randomBytes(3_000_000);

let folder: string;
let app: NestExpressApplication;
let url: string;

async function start(driver: 'local' | 's3'): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'sluice-chunks-'));
  const settings = readBackendSettings({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    SESSION_SECRET: secret,
    PUBLIC_URL: pages,
    STORAGE_DRIVER: driver,
    S3_BUCKET: 'films',
    S3_ACCESS_KEY_ID: 'AK',
    S3_SECRET_ACCESS_KEY: 'SK',
  });
  const module = await Test.createTestingModule({
    imports: [LoggerModule.forRoot(nestLogger('backend', 'fatal'))],
    controllers: [RecordingChunksController],
    providers: [
      ReceiveChunk,
      { provide: BACKEND_SETTINGS, useValue: settings },
      { provide: OBJECT_STORAGE, useFactory: storage },
      AuthenticationService,
      Participants,
      // never opened: nobody here has a session
      { provide: DataSource, useValue: new DataSource({ type: 'postgres' }) },
      DiskGuard,
      RequestLimits,
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  }).compile();
  app = module.createNestApplication<NestExpressApplication>({
    logger: false,
    forceCloseConnections: true,
  });
  app.use(endSlowBodies);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}

const storage = () =>
  createStorage({ driver: 'local', rootDir: join(folder, 'media') }, uploadSecretFrom(secret));

const files = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const send = (signed: SignedPut, body: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + signed.url, {
    method: 'PUT',
    headers: { ...signed.headers, ...headers },
    body: new Uint8Array(body),
  });

const half = chunk.length / 2;

/** Answers when half of the chunk is on its way to the disk. */
async function sendHalf(signed: SignedPut): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const headers = { ...signed.headers, Host: 'x', Connection: 'close', 'Content-Length': chunk.length };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PUT ${signed.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.write(chunk.subarray(0, half));
  await expect.poll(files).toHaveLength(1);
  return socket;
}

async function expectProblem(answer: Response, code: ErrorCode): Promise<void> {
  expect(await answer.json()).toMatchObject({ code, status: catalogue[code].status });
  expect(answer.status).toBe(catalogue[code].status);
}

afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('PUT /api/recording-chunks/…', () => {
  beforeEach(() => start('local'));

  it('stores what was signed, and answers its MD5 as the ETag, as S3 does', async () => {
    const key = newChunkKey();
    const answer = await send(await storage().signPut(key, contractOf(chunk)), chunk);
    expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([
      200,
      '',
      `"${md5HexOf(chunk)}"`,
    ]);
    expect(await storage().fingerprint(key)).toEqual({ sizeBytes: chunk.length, md5Hex: md5HexOf(chunk) });
    expect(await files()).toEqual(['000012-0123456789abcdef.m4s']);
  });

  it('says in the words of the catalogue what is wrong, and stores nothing', async () => {
    const signed = await storage().signPut(newChunkKey(), contractOf(chunk));
    const otherKey = { ...signed, url: signed.url.replace('/000012-', '/000013-') };
    const expired = await storage().signPut(newChunkKey(), contractOf(chunk, { ttlSec: 1 }));
    await sleep(1100);
    await expectProblem(await send(otherKey, chunk), 'put_signature_invalid');
    await expectProblem(await send(expired, chunk), 'put_expired');
    await expectProblem(await send(signed, chunk.subarray(1)), 'put_length_mismatch');
    await expectProblem(await send(signed, chunk, { 'Content-Type': 'video/mp4' }), 'put_type_mismatch');
    await expectProblem(await send(signed, randomBytes(chunk.length)), 'chunk_digest_mismatch');
    expect(await files()).toEqual([]);
  });

  it.each(['', '..%2f..%2fetc', '../../x', 'a//b', '%', '.hidden'])('takes nothing at %j', async (key) => {
    const byte = Buffer.from('x');
    const signed = await storage().signPut(newChunkKey(), contractOf(byte));
    const elsewhere = `/api/recording-chunks/${key}${signed.url.replace(/.*\?/, '?')}`;
    const answer = await send({ ...signed, url: elsewhere }, byte);
    expect([400, 403, 404]).toContain(answer.status);
    expect(await files()).toEqual([]);
  });

  it('leaves JSON unread: no parser of bodies takes it for its own', async () => {
    const [key, json] = [newChunkKey(), Buffer.from('{"a":')];
    const signed = await storage().signPut(key, contractOf(json));
    expect((await send(signed, json)).status).toBe(200);
    expect(await storage().fingerprint(key)).toEqual({ sizeBytes: 5, md5Hex: md5HexOf(json) });
  });

  it('that is sent again is read to its end and answered with 412', async () => {
    const film = randomBytes(20_000_000);
    const signed = await storage().signPut(newChunkKey(), contractOf(film));
    expect((await send(signed, film)).status).toBe(200);
    await expectProblem(await send(signed, film), 'chunk_already_stored');
    expect(await files()).toHaveLength(1);
  });

  it('that is larger than any chunk is not read when it is refused', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`PUT /api/recording-chunks/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toContain('put_signature_invalid');
    socket.destroy();
  });

  it('that breaks off leaves nothing', async () => {
    const socket = await sendHalf(await storage().signPut(newChunkKey(), contractOf(chunk)));
    socket.destroy();
    await expect.poll(files).toEqual([]);
  });

  it('may take longer than other bodies, which are cut off after 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const socket = await sendHalf(await storage().signPut(newChunkKey(), contractOf(chunk)));
    vi.advanceTimersByTime(31_000);
    vi.useRealTimers();
    socket.write(chunk.subarray(half));
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('comes from our own pages: a valid signature on another site is of no use', async () => {
    const signed = await storage().signPut(newChunkKey(), contractOf(chunk));
    const stranger = { Origin: 'https://evil.example' };
    await expectProblem(await send(signed, chunk, stranger), 'cross_site_request');
    expect(await files()).toEqual([]);
    expect((await send(signed, chunk, { Origin: pages })).status).toBe(200);
  });

  it('passes every check that a bucket would have to pass', async () => {
    const checks = await checkBrowserUploads(storage(), pages, url);
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['signing', true],
      ['wrong bytes', true],
      ['upload', true],
      ['etag', true],
      ['deleting', true],
    ]);
    expect(await files()).toEqual([]);
  });
});

it('there is nothing at these addresses where a bucket takes the chunks', async () => {
  await start('s3');
  const signed = await storage().signPut(newChunkKey(), contractOf(chunk));
  await expectProblem(await send(signed, chunk), 'route_not_found');
  expect(await files()).toEqual([]);
});
