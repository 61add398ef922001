import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The last two let a megabyte of the answer pass. */
export type Fault =
  | 'none'
  | 'unavailable'
  | 'not-implemented'
  | 'cut'
  | 'silence'
  | 'cut-after-a-while'
  | 'silence-after-a-while';

/** Decides what happens to a request; `method` and `url` as S3 sees them. */
export type Judge = (method: string, url: string) => Fault;

export interface FaultProxy {
  endpoint: string;
  judge: Judge;
  /** Breaks every connection that is open now. */
  disconnect(): void;
  close(): Promise<void>;
}

/** A line to an S3 server that can be disturbed. It keeps the Host header, so signatures stay valid. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    const fault = proxy.judge(method, url);
    if (fault === 'cut') incoming.socket.destroy();
    else if (fault === 'unavailable') refuse(incoming, outgoing, 503, 'ServiceUnavailable');
    else if (fault === 'not-implemented') refuse(incoming, outgoing, 501, 'NotImplemented');
    else if (fault === 'cut-after-a-while') forward(incoming, outgoing, target, () => outgoing.destroy());
    else if (fault === 'silence-after-a-while')
      forward(incoming, outgoing, target, (answer) => answer.unpipe(outgoing));
    else if (fault === 'none') forward(incoming, outgoing, target, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    judge: () => 'none',
    disconnect: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, status: number, code: string): void {
  incoming.resume();
  incoming.on('end', () => outgoing.writeHead(status).end(`<Error><Code>${code}</Code></Error>`));
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  afterAMegabyte: (answer: IncomingMessage) => void,
): void {
  const { method, url = '', headers } = incoming;
  const onward = request(new URL(url, target), { method, headers, setHost: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    let seenBytes = 0;
    answer.on('data', (chunk: Buffer) => {
      seenBytes += chunk.length;
      if (seenBytes > 1_000_000) afterAMegabyte(answer);
    });
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
