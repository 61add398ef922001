import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { openRedis } from '@sluice/queue';
import type { Redis } from 'ioredis';
import { Client } from 'pg';
import { startPostgres } from '../services/postgres.js';
import { projectRoot } from '../start/platform.js';

type Undo = (() => Promise<void> | void)[];

/** The last of the databases that a Redis has; the platform uses the first. */
const redisDatabase = 15;
const answerTimeoutMs = 5000;

/** A fresh database: on a PostgreSQL of our own, or beside the platform's on its server. */
export async function makeScratchDatabase(
  dataDir: string,
  given: string | undefined,
  say: (line: string) => void,
  undo: Undo,
): Promise<string> {
  if (!given) {
    const logDir = join(dataDir, 'logs');
    return (await startPostgres({ dataDir, logDir, root: projectRoot, say, undo })).url;
  }
  const name = `sluice_drill_${randomBytes(4).toString('hex')}`;
  await runSql(given, `CREATE DATABASE ${name}`);
  undo.push(() => runSql(given, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const url = new URL(given);
  url.pathname = `/${name}`;
  return url.href;
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Another database of the platform's Redis; undefined where one of our own is started. Throws when it is in use. */
export async function findScratchRedis(given: string | undefined, undo: Undo): Promise<string | undefined> {
  if (!given) return undefined;
  const url = new URL(given);
  url.pathname = `/${redisDatabase}`;
  await withRedis(url.href, async (redis) => {
    if ((await redis.dbsize()) > 0) throw new Error(`Database ${redisDatabase} of the Redis is in use.`);
  });
  undo.push(() => withRedis(url.href, async (redis) => void (await redis.flushdb())));
  return url.href;
}

async function withRedis(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = openRedis(url);
  try {
    if (redis.status !== 'ready')
      await once(redis, 'ready', { signal: AbortSignal.timeout(answerTimeoutMs) });
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
