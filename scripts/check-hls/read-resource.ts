import { open, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ByteRange } from './playlist/playlist.js';

export interface Resource {
  bytes: Buffer;
  /** null for a file. */
  http: HttpFacts | null;
}

export interface HttpFacts {
  status: number;
  contentType: string | null;
  contentEncoding: string | null;
  redirects: string[];
}

/** Something that a playlist points to and that cannot be read; the message says why. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
  constructor(
    message: string,
    readonly http: HttpFacts | null = null,
  ) {
    super(message);
  }
}

export interface ReadOptions {
  timeoutMs: number;
  range?: ByteRange | null;
  gzip?: boolean;
}

const redirectsMax = 5;
/** No playlist or segment is this large; what is would only fill the memory. */
const sizeMaxBytes = 256 * 1024 * 1024;

/** Reads a file: or http(s): URL. Throws ResourceError. */
export async function readResource(url: URL, options: ReadOptions): Promise<Resource> {
  return url.protocol === 'file:'
    ? { bytes: await readLocal(url, options.range ?? null), http: null }
    : readRemote(url, options);
}

async function readLocal(url: URL, range: ByteRange | null): Promise<Buffer> {
  const path = fileURLToPath(url);
  try {
    if (!range) return await readFile(path);
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(range.length), 0, range.length, range.offset);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw new ResourceError(error instanceof Error ? error.message : String(error));
  }
}

async function readRemote(url: URL, options: ReadOptions): Promise<Resource> {
  const redirects: string[] = [];
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    let response = await request(url, options, signal);
    for (let target = redirectOf(response); target !== null; target = redirectOf(response)) {
      if (redirects.length === redirectsMax) throw new ResourceError(`more than ${redirectsMax} redirects`);
      url = new URL(target, url);
      redirects.push(url.href);
      await response.body?.cancel();
      response = await request(url, options, signal);
    }
    const http = { ...factsOf(response), redirects };
    if (!response.ok) {
      await response.body?.cancel();
      throw new ResourceError(`HTTP ${response.status}`, http);
    }
    return { bytes: await readBody(response), http };
  } catch (error) {
    if (error instanceof ResourceError) throw error;
    throw new ResourceError(reasonOf(error));
  }
}

/** Redirects are followed by hand, because a rule wants to know of them. */
function request(url: URL, { range, gzip }: ReadOptions, signal: AbortSignal): Promise<Response> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ResourceError(`${url.protocol} URLs are not read over HTTP`);
  const headers: Record<string, string> = { 'accept-encoding': gzip ? 'gzip' : 'identity' };
  if (range) headers['range'] = `bytes=${range.offset}-${range.offset + range.length - 1}`;
  return fetch(url, { redirect: 'manual', headers, signal });
}

const redirectOf = (response: Response): string | null =>
  response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;

const factsOf = (response: Response): Omit<HttpFacts, 'redirects'> => ({
  status: response.status,
  contentType: response.headers.get('content-type'),
  contentEncoding: response.headers.get('content-encoding'),
});

async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > sizeMaxBytes) throw new ResourceError(`more than ${sizeMaxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}

/** fetch() says "fetch failed" and keeps the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
