import { Client } from 'pg';

const reconnectMs = 1000;

/**
 * Hears what PostgreSQL's triggers tell (NOTIFY) on some channels, on a connection of its own. Reconnects for ever;
 * `onGap` says that something may have been missed meanwhile.
 */
export class DatabaseListener {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  /** `channels` are names that need no quoting. */
  constructor(
    private readonly databaseUrl: string,
    private readonly channels: Record<string, (payload: string) => void>,
    private readonly onGap: () => void,
  ) {}

  async start(): Promise<void> {
    if (this.stopped) return;
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 3000,
    });
    this.client = client;
    client.on('notification', ({ channel, payload }) => payload && this.channels[channel]?.(payload));
    client.once('error', () => this.reconnect(client));
    client.once('end', () => this.reconnect(client));
    try {
      await client.connect();
      for (const channel of Object.keys(this.channels)) await client.query(`LISTEN ${channel}`);
      this.onGap();
    } catch {
      this.reconnect(client);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private reconnect(client: Client): void {
    if (this.stopped || this.client !== client) return;
    this.client = null;
    client.on('error', () => undefined);
    void client.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.start(), reconnectMs);
  }
}

/** What the channel `video_changed` says: a video that was inserted, updated or deleted. */
export interface VideoChange {
  videoId: string;
  ownerId: string;
  /** Whether everybody could see it in the gallery before. */
  wasListed: boolean;
}
