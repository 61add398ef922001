import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'environment.json';

/** What the running platform was started with, so that scripts beside it find its database and queue. */
export function saveRunningEnvironment(dataDir: string, environment: Record<string, string>): () => void {
  const path = join(dataDir, fileName);
  writeFileSync(path, JSON.stringify(environment, null, 2), { mode: 0o600 });
  return () => rmSync(path, { force: true });
}

/**
 * The environment for a script: as it is where DATABASE_URL is set (docker compose), else that of the platform which
 * `npm start` runs on the data folder.
 */
export function loadRunningEnvironment(dataDir: string): NodeJS.ProcessEnv {
  if (process.env['DATABASE_URL']) return process.env;
  const path = join(dataDir, fileName);
  if (!existsSync(path))
    throw new Error(
      `Nothing runs on ${dataDir}. Start the platform with "npm start", give its --data-dir, or set DATABASE_URL and REDIS_URL.`,
    );
  return { ...process.env, ...(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) };
}

/** The key of sessions and tokens: given, or made once for a data folder. */
export function sessionSecret(dataDir: string): string {
  const given = process.env['SESSION_SECRET'];
  if (given) return given;
  const path = join(dataDir, 'session-secret');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}
