import { createReadStream, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoView } from '@sluice/vod';
import { expect } from 'vitest';
import { ask, multipart, multipartType } from '../../platform/http.js';

/** An upload over a bare connection, which may say and do what no client would. */
export class RawUpload {
  private readonly socket: Socket;
  /** Everything that was answered. */
  answer = '';
  readonly closed: Promise<void>;

  constructor(url: string, token: string, contentType: string, contentLength: number | string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.setEncoding('latin1').on('data', (text: string) => (this.answer += text));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.socket.write(
      `POST /api/videos HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: ${contentType}\r\nContent-Length: ${contentLength}\r\nConnection: close\r\n\r\n`,
    );
  }

  /** "400 multipart_malformed"; "0" for no answer at all. */
  get told(): string {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(this.answer)?.[1] ?? '0';
    const code = /"code":"(\w+)"/.exec(this.answer)?.[1];
    return code ? `${status} ${code}` : status;
  }

  send(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  abort(): void {
    this.socket.destroy();
  }
}

/** One byte a second, as long as it is told to. */
export async function sendSlowly(upload: RawUpload, bytes: Buffer, seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at++) {
    upload.send(bytes.subarray(at, at + 1));
    await sleep(1000);
  }
}

/** Does something so many times, so many at once. */
export async function times(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
}

/** An upload of any size. Node's own Blob counts the bytes of a file in 32 bits. */
export async function sendFile(url: string, token: string, path: string): Promise<VideoView> {
  const mark = 'here comes the file';
  const frame = multipart([{ name: 'file', fileName: basename(path), content: mark }]);
  const at = frame.indexOf(mark);
  async function* body(): AsyncGenerator<Buffer> {
    yield frame.subarray(0, at);
    yield* createReadStream(path) as AsyncIterable<Buffer>;
    yield frame.subarray(at + mark.length);
  }
  const length = frame.length - mark.length + statSync(path).size;
  const headers = { 'content-type': multipartType, 'content-length': length };
  const answer = await ask(url, 'POST', '/api/videos', { token, headers, body: Readable.from(body()) });
  expect(answer.status, answer.text).toBe(201);
  return JSON.parse(answer.text) as VideoView;
}
