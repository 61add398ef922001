import { Redis, type RedisOptions } from 'ioredis';
import { queueOptions } from './queue-options.js';

/** A connection apart from Bull's: what is asked while Redis is away fails within a second instead of waiting. */
export function openRedis(redisUrl: string): Redis {
  const connection = new Redis({
    ...(queueOptions(redisUrl, 'sender').redis as RedisOptions),
    commandTimeout: 1000,
  });
  // It reconnects by itself; whoever asked hears of it.
  connection.on('error', () => undefined);
  return connection;
}

/** For subscriptions: they are taken up again by themselves, whenever Redis comes back. */
export function openSubscriber(redisUrl: string): Redis {
  const connection = new Redis(queueOptions(redisUrl, 'worker').redis as RedisOptions);
  connection.on('error', () => undefined);
  return connection;
}
