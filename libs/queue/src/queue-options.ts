import type { QueueOptions } from 'bull';

/** Longer than any pause of a living worker's event loop; renewed at half of it. */
const lockDurationMs = 30_000;
const stalledIntervalMs = 15_000;

/**
 * Settings of every Bull queue (Bull 4: in maintenance mode, so it stays behind this module). A job that lost its worker is
 * dropped, not run again by Bull: attempts are counted in Postgres and the reconciler sends the next one.
 */
export function queueOptions(redisUrl: string, role: 'sender' | 'worker'): QueueOptions {
  const url = new URL(redisUrl);
  return {
    redis: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 6379),
      username: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      db: Number(url.pathname.slice(1) || 0),
      tls: url.protocol === 'rediss:' ? {} : undefined,
      retryStrategy: (attempt) => Math.min(attempt * 200, 2000),
      // With the offline queue on, add() would wait for ever while Redis is down.
      ...(role === 'sender'
        ? { enableOfflineQueue: false, maxRetriesPerRequest: 1 }
        : { maxRetriesPerRequest: null }),
    },
    prefix: 'sluice',
    settings: { lockDuration: lockDurationMs, stalledInterval: stalledIntervalMs, maxStalledCount: 0 },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  };
}
