import { Readable } from 'node:stream';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { catalogue, problemSchema, type ErrorCode, type Problem } from '@sluice/vod';
import { expect } from 'vitest';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** How much of the request had left when the answer was there. */
  sentBytes: number;
}

export interface Question {
  token?: string | null;
  headers?: OutgoingHttpHeaders;
  /** A stream is sent chunked when the headers don't say its length, and only for as long as it is taken. */
  body?: Buffer | string | Readable;
  /** Breaks the connection off. */
  signal?: AbortSignal;
  /** Sent as application/json. */
  json?: unknown;
}

/** One request over a connection of its own. Unlike fetch it sends paths as they are and decodes nothing. */
export function ask(url: string, method: string, path: string, question: Question = {}): Promise<Answer> {
  const { token, json } = question;
  const body = json === undefined ? question.body : JSON.stringify(json);
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({
      method,
      hostname,
      port,
      path,
      agent: false,
      signal: question.signal,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(body === undefined || body instanceof Readable
          ? {}
          : { 'content-length': Buffer.byteLength(body) }),
        ...question.headers,
      },
    });
    sent.on('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        const status = response.statusCode ?? 0;
        const sentBytes = sent.socket?.bytesWritten ?? 0;
        resolve({ status, headers: response.headers, bytes, text: bytes.toString(), sentBytes });
        if (body instanceof Readable) sent.destroy();
      });
    });
    if (body instanceof Readable) body.pipe(sent);
    else sent.end(body);
  });
}

/** That an answer is this error of the catalogue, told in full. */
export function expectProblem(answer: Answer, code: ErrorCode): Problem {
  expect(answer.headers['content-type'], answer.text.slice(0, 300)).toMatch(/^application\/problem\+json\b/);
  const problem = problemSchema.strict().parse(JSON.parse(answer.text));
  const { status, title, fix } = catalogue[code];
  expect({ ...problem, httpStatus: answer.status }).toMatchObject({
    code,
    status,
    httpStatus: status,
    title,
    fix,
  });
  expect(problem.type).toBe(`urn:sluice:error:${code}`);
  expect(problem.detail).not.toBe('');
  expect(problem.requestId).not.toBe('');
  expect(answer.headers['x-request-id']).toBe(problem.requestId);
  return problem;
}

export interface Part {
  name: string;
  content: Buffer | string;
  /** Makes the part a file. */
  fileName?: string;
}

const boundary = 'a-line-between-the-parts';
export const multipartType = `multipart/form-data; boundary=${boundary}`;

/** A multipart/form-data body, with the names as they are: nothing is escaped. */
export function multipart(parts: readonly Part[], end = `--${boundary}--\r\n`): Buffer {
  const pieces = parts.flatMap(({ name, fileName, content }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
        fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: video/mp4`
      }\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(end)]);
}
