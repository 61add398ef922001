import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentTypeOf } from '@sluice/vod';

/** What a server can do wrong. Each takes the path and decides. */
export interface ServerFaults {
  redirect?: (path: string) => boolean;
  contentType?: (path: string) => string | null;
  withoutGzip?: boolean;
  withoutRanges?: boolean;
  hang?: (path: string) => boolean;
}

export interface FolderServer {
  url: string;
  close: () => Promise<void>;
}

/** Serves a folder over HTTP the way the rules want it, but for the faults. The caller closes it. */
export async function serveFolder(folder: string, faults: ServerFaults = {}): Promise<FolderServer> {
  const server = createServer((request, response) => void answer(folder, faults, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

async function answer(
  folder: string,
  faults: ServerFaults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  if (faults.hang?.(pathname)) return;
  if (faults.redirect?.(pathname) && search === '')
    return void response.writeHead(302, { location: `${pathname}?again` }).end();
  const body = await readFile(join(folder, normalize(pathname))).catch(() => null);
  if (!body) return void response.writeHead(404).end();
  response.setHeader('content-type', faults.contentType?.(pathname) ?? contentTypeOf(pathname));
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (range && !faults.withoutRanges)
    return void response.writeHead(206).end(body.subarray(Number(range[1]), Number(range[2]) + 1));
  const gzip =
    pathname.endsWith('.m3u8') && request.headers['accept-encoding'] === 'gzip' && !faults.withoutGzip;
  if (gzip) response.setHeader('content-encoding', 'gzip');
  response.end(gzip ? gzipSync(body) : body);
}
