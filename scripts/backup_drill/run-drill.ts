import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment, storageSettingNames, storageSettings } from '@sluice/service';
import { BackupDamaged, type Manifest } from '../backup/manifest.js';
import { runBackup } from '../backup/run-backup.js';
import { runRestore } from '../restore/run-restore.js';
import { verifyBackup } from '../restore/verify-backup.js';
import { findFreePort } from '../services/free-port.js';
import { startPlatform } from '../start/platform.js';
import { checkRestored, playOne } from './restored-platform.js';
import { findScratchRedis, makeScratchDatabase } from './scratch-services.js';

export interface DrillOptions {
  /** Of the platform that is backed up. */
  environment: NodeJS.ProcessEnv;
  /** An empty folder with room for everything, twice where the backup is made here. */
  scratch: string;
  /** A backup that there is already; null: one is made. */
  from: string | null;
  say: (line: string) => void;
  undo: (() => Promise<void> | void)[];
}

/** Backup ▸ restore ▸ fsck ▸ play, beside whatever runs. Answers whether the backup is good. */
export async function runDrill({ environment, scratch, from, say, undo }: DrillOptions): Promise<boolean> {
  const settings = readEnvironment(['DATABASE_URL', 'SESSION_SECRET', ...storageSettingNames], environment);
  const backup = from ?? join(scratch, 'backup');
  if (!from)
    await runBackup({
      to: backup,
      databaseUrl: settings.DATABASE_URL,
      uploadsDir: settings.UPLOADS_DIR,
      storageDriver: settings.STORAGE_DRIVER,
      verify: false,
      say,
    });
  const dataDir = join(scratch, 'restored');
  const uploadsDir = join(dataDir, 'uploads');
  await mkdir(uploadsDir, { recursive: true });
  await requireRoom(dataDir, await verifyBackup(backup));
  // asked before the environment is made the scratch platform's
  const [givenDatabase, givenRedis] = [process.env['DATABASE_URL'], process.env['REDIS_URL']];
  const databaseUrl = await makeScratchDatabase(dataDir, givenDatabase, say, undo);
  const { damaged } = await runRestore({ from: backup, databaseUrl, uploadsDir, say });
  for (const { path, what } of damaged) say(`${path}  ${what}`);
  if (damaged.length > 0) throw new BackupDamaged(`${damaged.length} of its files are not what was copied`);
  const store =
    settings.STORAGE_DRIVER === 'local'
      ? storageSettings({ ...settings, UPLOADS_DIR: uploadsDir })
      : storageSettings(settings);
  const findings = await checkRestored({ databaseUrl, uploadsDir, store }, say);
  // a second backend on the one bucket would sweep what the first one needs
  if (settings.STORAGE_DRIVER === 's3') say('nothing was played: the bucket is the running platform’s');
  else {
    enterScratch(databaseUrl, await findScratchRedis(givenRedis, undo));
    const platform = await startPlatform({
      dataDir,
      uploadsDir,
      port: await findFreePort(),
      say,
      onLog: () => undefined,
      settings: { SESSION_SECRET: settings.SESSION_SECRET },
      workers: 0,
    });
    undo.push(() => platform.stop());
    await playOne(platform, databaseUrl, say);
  }
  return findings === 0;
}

async function requireRoom(folder: string, { files }: Manifest): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < files.sizeBytes)
    throw new Error(`${folder} has no room for ${files.sizeBytes} bytes: give another place with --scratch.`);
}

/** From here on this process and what it starts are of the scratch platform, and nothing of the running one's. */
function enterScratch(databaseUrl: string, redisUrl: string | undefined): void {
  process.env['DATABASE_URL'] = databaseUrl;
  if (redisUrl) process.env['REDIS_URL'] = redisUrl;
  process.env['HOST'] = '127.0.0.1';
  for (const name of ['PUBLIC_URL', 'MEDIA_ACCEL_PREFIX', 'ORIGINAL_KEEP_HOURS']) delete process.env[name];
}
