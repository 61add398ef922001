import { Client } from 'pg';

const reconnectMs = 1000;

/** A video that was inserted, updated or deleted, and whether everybody could see it in the gallery before. */
export interface VideoChange {
  videoId: string;
  ownerId: string;
  wasListed: boolean;
}

/**
 * Calls `onChange` for every video that anybody inserts, updates or deletes, told by PostgreSQL itself (LISTEN). Reconnects for ever; `onGap` says that changes may have been missed meanwhile.
 */
export class VideoChanges {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly onChange: (change: VideoChange) => void,
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
    client.on('notification', ({ payload }) => payload && this.onChange(JSON.parse(payload) as VideoChange));
    client.once('error', () => this.reconnect(client));
    client.once('end', () => this.reconnect(client));
    try {
      await client.connect();
      await client.query('LISTEN video_changed');
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
