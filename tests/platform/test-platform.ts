import { mkdtempSync, openAsBlob, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { issueServiceToken, openDatabase } from '@sluice/database';
import type { VideoView } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../../scripts/api/api-client.js';
import { findFreePort } from '../../scripts/services/free-port.js';
import { startPlatform, type Platform, type PlatformOptions } from '../../scripts/start/platform.js';

export const admin = { email: 'admin@example.org', password: 'a long enough password' };

/** The whole platform, as `npm start` runs it, in a folder and on ports of its own. */
export interface TestPlatform extends Platform {
  dataDir: string;
  uploadsDir: string;
  database: DataSource;
  /** Speaks for an account of its own, a member. */
  api: ApiClient;
  token: string;
  log: string[];
  send(path: string, fields?: Record<string, string>): Promise<VideoView>;
  /** Names below uploads/<folder>. */
  files(folder: string): string[];
  /** Ends everything and proves that nothing stays. */
  close(): Promise<void>;
}

export async function startTestPlatform(
  options: Pick<PlatformOptions, 'settings' | 'workers' | 'workerSettings' | 'hasRecorder'> = {},
): Promise<TestPlatform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  const uploadsDir = join(dataDir, 'uploads');
  const log: string[] = [];
  const platform = await startPlatform({
    dataDir,
    uploadsDir,
    port: await findFreePort(),
    say: () => undefined,
    onLog: (line) => log.push(line),
    ...options,
    // tests come from many addresses
    settings: {
      PROXY_HOPS: '1',
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ...options.settings,
    },
  });
  const database = await openDatabase(platform.environment['DATABASE_URL']!);
  const { token } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
  const api = new ApiClient(platform.url, token);
  return {
    ...platform,
    dataDir,
    uploadsDir,
    database,
    api,
    token,
    log,
    send: async (path, fields) => api.upload(await openAsBlob(path), basename(path), fields),
    files: (folder) => readdirSync(join(uploadsDir, folder)).toSorted(),
    close: async () => {
      await database.destroy().catch(() => undefined);
      await platform.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until something holds; fails with its name when it doesn't in time. */
export async function eventually(
  name: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not happen within ${timeoutMs / 1000} s`);
}
