import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The last two let a megabyte of the answer pass; a lost answer is one to a request that was carried out. Slow is a kilobyte a
 * second, for all of a request and its answer or for a stretch of three seconds.
 */
export type Fault =
  | 'none'
  | 'unavailable'
  | 'not-implemented'
  | 'no-such-upload'
  | 'cut'
  | 'silence'
  | 'slow'
  | 'slow-stretch'
  | 'answer-lost'
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
    else if (fault === 'no-such-upload') refuse(incoming, outgoing, 404, 'NoSuchUpload');
    else if (fault === 'slow') forward(incoming, outgoing, target, { line: () => slowLine(Infinity) });
    else if (fault === 'slow-stretch') forward(incoming, outgoing, target, { line: () => slowLine(3000) });
    else if (fault === 'answer-lost')
      forward(incoming, outgoing, target, { onAnswer: () => outgoing.destroy() });
    else if (fault === 'cut-after-a-while')
      forward(incoming, outgoing, target, { afterAMegabyte: () => outgoing.destroy() });
    else if (fault === 'silence-after-a-while')
      forward(incoming, outgoing, target, { afterAMegabyte: (answer) => answer.unpipe() });
    else if (fault === 'none') forward(incoming, outgoing, target, {});
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

interface Disturbance {
  onAnswer?: () => void;
  afterAMegabyte?: (answer: IncomingMessage) => void;
  /** What the bytes pass through, in either direction. */
  line?: () => Transform;
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  { onAnswer, afterAMegabyte, line = () => new PassThrough() }: Disturbance,
): void {
  const { method, url = '', headers } = incoming;
  const onward = request(new URL(url, target), { method, headers, setHost: false }, (answer) => {
    // the store is through with the request
    if (onAnswer) {
      answer.resume();
      return onAnswer();
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(line()).pipe(outgoing);
    let seenBytes = 0;
    answer.on('data', (chunk: Buffer) => {
      seenBytes += chunk.length;
      if (seenBytes > 1_000_000) afterAMegabyte?.(answer);
    });
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(line()).pipe(onward);
}

/** A kilobyte a second for so long, and then everything. */
function slowLine(slowMs: number): Transform {
  const untilMs = performance.now() + slowMs;
  return new Transform({
    transform(bytes: Buffer, _, done) {
      const trickle = async (): Promise<Buffer> => {
        let at = 0;
        for (; at < bytes.length && performance.now() < untilMs && !this.destroyed; at += 1000) {
          this.push(bytes.subarray(at, at + 1000));
          await sleep(1000);
        }
        return bytes.subarray(at);
      };
      void trickle().then((rest) => done(null, rest));
    },
  });
}
