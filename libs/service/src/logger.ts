import { randomUUID } from 'node:crypto';
import type { Params } from 'nestjs-pino';
import { hostname } from 'node:os';
import { maskSecrets } from './mask-secrets.js';
import pino, { type LoggerOptions, type TransportSingleOptions } from 'pino';

/** Secrets never reach the log, wherever they stand in what is logged; those in addresses: mask-secrets.ts. */
const redact = [
  'req.headers.cookie',
  'req.headers.authorization',
  'req.headers["participant-token"]',
  // of a failed query
  'err.parameters',
  'res.headers["set-cookie"]',
  'password',
  '*.password',
  'token',
  '*.token',
];

/** Readable lines on a terminal, JSON everywhere else. */
const transport = (): TransportSingleOptions | undefined =>
  process.stdout.isTTY
    ? {
        target: 'pino-pretty',
        options: { ignore: 'pid,hostname,service', messageFormat: '{service} {msg}', singleLine: true },
      }
    : undefined;

/** `service` names the application: the same video's story is told by several of them. */
export function loggerOptions(service: string, level: string): LoggerOptions {
  return {
    level,
    base: { service, pid: process.pid, hostname: hostname() },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact,
    hooks: { streamWrite: maskSecrets },
    transport: transport(),
    // pino's transports and custom level names exclude each other
    ...(process.stdout.isTTY ? { formatters: {} } : {}),
  };
}

export const createLogger = (service: string, level: string): pino.Logger =>
  pino(loggerOptions(service, level));

/** Settings of nestjs-pino around the same logger. Each request has an id that its log lines and its answer carry. */
export const nestLogger = (service: string, level: string): Params => ({
  pinoHttp: {
    logger: createLogger(service, level),
    autoLogging: false,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    genReqId: (_, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
  },
});
