import { queueNames, type QueueName } from '@sluice/vod';
import Bull from 'bull';
import type { Queue } from 'bull';
import { queueOptions } from './queue-options.js';

/** All of the platform's queues, by their names. */
export type Queues = Record<QueueName, Queue>;

/** For scripts. They wait for a Redis that is away; only sending gives up after a second. */
export function openQueues(redisUrl: string): Queues & { close(): Promise<void> } {
  const opened = queueNames.map((name) => new Bull(name, queueOptions(redisUrl, 'worker')));
  for (const queue of opened) queue.on('error', () => undefined);
  const queues = Object.fromEntries(opened.map((queue) => [queue.name, queue])) as Queues;
  return { ...queues, close: async () => void (await Promise.all(opened.map((queue) => queue.close()))) };
}
