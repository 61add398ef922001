import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SluiceError } from '@sluice/vod';
import type { ObjectStorage } from '../object-storage.js';
import { receiveSignedPut } from '../receive-signed-put.js';
import { signedPutPath } from '../signed-put.js';

/** Takes signed PUTs for a store without an address of its own, as the backend does. */
export async function startSignedPutServer(
  storage: ObjectStorage,
  uploadSecret: string,
): Promise<{ baseUrl: string; close: () => Promise<void> }> {
  const answerTo = async (request: IncomingMessage): Promise<[number, Record<string, string>]> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const key = pathname.slice(signedPutPath.length);
    try {
      const incoming = { key, query: searchParams, headers: request.headers, body: request };
      const { md5Hex } = await receiveSignedPut(storage, uploadSecret, incoming);
      return [200, { ETag: `"${md5Hex}"` }];
    } catch (error) {
      return [error instanceof SluiceError ? error.entry.status : 500, {}];
    }
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(([status, headers]) => response.writeHead(status, headers).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
