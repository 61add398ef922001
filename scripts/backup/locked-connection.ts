import { setTimeout as sleep } from 'node:timers/promises';
import { backupLock } from '@sluice/database';
import { Client } from 'pg';

const triesMax = 60;
const pauseMs = 1000;

/**
 * A connection that holds the lock which keeps backups apart; the lock ends with it. It lies idle while files are copied,
 * for hours: what PostgreSQL's restart ends meanwhile is opened again when it is needed.
 */
export class LockedConnection {
  private constructor(
    private readonly url: string,
    private client: Client,
  ) {}

  /** Throws when another backup runs. */
  static async open(url: string): Promise<LockedConnection> {
    return new LockedConnection(url, await openLocked(url));
  }

  /** The connection, or a new one. Throws when another backup has begun meanwhile. */
  async use(): Promise<Client> {
    if (await answers(this.client)) return this.client;
    await this.close();
    for (let tries = 1; ; tries++)
      try {
        this.client = await openLocked(this.url);
        return this.client;
      } catch (error) {
        if (tries === triesMax) throw error;
        await sleep(pauseMs);
      }
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

const answers = (client: Client): Promise<boolean> =>
  client.query('SELECT 1').then(
    () => true,
    () => false,
  );

async function openLocked(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, keepAlive: true });
  // the next query says so too
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      backupLock,
    ]);
    if (rows[0]?.held) return client;
    throw new Error('Another backup of this platform is being made.');
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
