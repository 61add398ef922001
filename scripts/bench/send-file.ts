import { createReadStream, statSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { basename } from 'node:path';
import type { VideoView } from '@sluice/vod';

export interface SentFile {
  video: VideoView;
  /** When the last byte of the request's body had been handed to the socket, on performance.now()'s clock. */
  lastByteAt: number;
}

const boundary = 'a-line-between-the-parts';
const pieceBytes = 1024 * 1024;

/** Uploads a file as a browser does, over a connection of its own, as fast as it is taken. */
export async function sendFile(
  { url, token }: { url: string; token: string },
  path: string,
): Promise<SentFile> {
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${basename(path)}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const sending = request(`${url}/api/videos`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + statSync(path).size + tail.length,
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const [lastByteAt, [response]] = await Promise.all([writeBody(sending, head, path, tail), answered]);
  const answer = await text(response);
  if (response.statusCode !== 201)
    throw new Error(`The upload was answered ${response.statusCode}: ${answer}`);
  return { video: JSON.parse(answer) as VideoView, lastByteAt };
}

async function writeBody(sending: ClientRequest, head: Buffer, path: string, tail: Buffer): Promise<number> {
  sending.write(head);
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes }))
    if (!sending.write(piece)) await once(sending, 'drain');
  return new Promise((resolve) => {
    sending.write(tail, () => resolve(performance.now()));
    sending.end();
  });
}
