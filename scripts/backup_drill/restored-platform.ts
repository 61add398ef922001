import { issueServiceToken, openDatabase } from '@sluice/database';
import { createSourceStore, createStorage, type StorageSettings } from '@sluice/storage';
import { ApiClient } from '../api/api-client.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import { BackupDamaged } from '../backup/manifest.js';
import { runFsck } from '../fsck/run-fsck.js';
import type { Platform } from '../start/platform.js';

/** What the platform had before it was backed up, and is no fault of the backup. */
const notOurs = new Set(['orphan', 'dead_prefix', 'source_stays']);

/** Compares the restored database with the restored files; answers how many findings there were. */
export async function checkRestored(
  restored: { databaseUrl: string; uploadsDir: string; store: StorageSettings },
  say: (line: string) => void,
): Promise<number> {
  const database = await openDatabase(restored.databaseUrl);
  const storage = createStorage(restored.store);
  const sources = createSourceStore(restored.store.driver, storage, restored.uploadsDir);
  let findings = 0;
  try {
    const { videos } = await runFsck({
      database,
      storage,
      sources,
      uploadsDir: restored.uploadsDir,
      quick: false,
      repair: false,
      deleteOrphans: false,
      onFinding: ({ id, code, what }) => {
        if (notOurs.has(code)) return;
        findings++;
        say(`${id}  ${what}`);
      },
    });
    say(`fsck of what was restored: ${videos} videos, ${findings} found`);
    return findings;
  } finally {
    await database.destroy();
  }
}

/** Plays the newest film that everybody may see. Throws when it doesn't play. */
export async function playOne(
  platform: Platform,
  databaseUrl: string,
  say: (line: string) => void,
): Promise<void> {
  const database = await openDatabase(databaseUrl);
  const { token, revoke } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
  try {
    const [film] = (await database.query(
      `SELECT id, title FROM videos WHERE status = 'ready' AND visibility <> 'private' ORDER BY ready_at DESC LIMIT 1`,
    )) as { id: string; title: string }[];
    if (!film) return say('nothing was played: there is no ready video that everybody may see');
    const video = await new ApiClient(platform.url, token).load(film.id);
    const playedSec = play(new URL(video.hlsUrl!, platform.url).href);
    say(`played ${playedSec.toFixed(1)} s of "${film.title}"`);
  } finally {
    await revoke();
    await database.destroy();
  }
}

function play(url: string): number {
  try {
    const playedSec = playWithFfmpeg(url);
    if (playedSec > 0) return playedSec;
  } catch (error) {
    throw new BackupDamaged(`a film does not play (${(error as Error).message})`);
  }
  throw new BackupDamaged('nothing of a film plays');
}
