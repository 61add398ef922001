import { hostname } from 'node:os';

/** Injection token. */
export const WORKER_ID = Symbol('worker id');

/** Who took a chunk, for the people who read rows and logs. */
export const workerId = (): string => `${hostname()}-${process.pid}`;
