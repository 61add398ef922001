import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CanaryServer {
  url: string;
  /** What it was asked for. */
  hits: string[];
  close(): void;
}

/** A server on loopback that nobody has any business with. */
export function startCanary(secret: string): Promise<CanaryServer> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end(secret);
  });
  // also of connections that ask for nothing
  server.on('connection', () => hits.push('connected'));
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}/secret.ts`, hits, close: () => server.close() });
    }),
  );
}
