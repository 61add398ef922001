import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RecordedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface RecordingServer {
  endpoint: string;
  requests: RecordedRequest[];
  close(): Promise<void>;
}

/** Answers every request with 200 and the body that `answer` makes, after a while, and remembers what was asked. */
export async function startRecordingServer(
  answer: (request: RecordedRequest) => string,
  delayMs = 0,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: await buffer(incoming) };
      requests.push(request);
      await sleep(delayMs);
      outgoing.writeHead(200, { 'content-type': 'application/xml', etag: '"e"' }).end(answer(request));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { endpoint: `http://127.0.0.1:${port}`, requests, close };
}
