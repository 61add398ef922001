import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { issueServiceToken, openDatabase } from '@sluice/database';
import { ApiClient } from '../api/api-client.js';
import { makeClip } from '../api/make-clip.js';
import { findFreePort } from '../services/free-port.js';
import { startPlatform } from '../start/platform.js';

/** A platform with one film, to be backed up where none runs. */
export async function startScratchOriginal(
  dataDir: string,
  say: (line: string) => void,
  undo: (() => Promise<void> | void)[],
): Promise<NodeJS.ProcessEnv> {
  const uploadsDir = join(dataDir, 'uploads');
  const port = await findFreePort();
  const platform = await startPlatform({ dataDir, uploadsDir, port, say, onLog: () => undefined });
  undo.push(() => platform.stop());
  const database = await openDatabase(platform.environment['DATABASE_URL']!);
  try {
    const { token, revoke } = await issueServiceToken(database, platform.environment['SESSION_SECRET']!);
    const api = new ApiClient(platform.url, token);
    const film = makeClip(join(dataDir, 'film.mp4'), 6);
    const { id } = await api.upload(await openAsBlob(film), 'film.mp4', { title: 'Drill' });
    const { status, error } = await api.follow(id, () => undefined, 300_000);
    if (status !== 'ready') throw new Error(`The film for the drill was not made: ${error?.detail}`);
    await revoke();
  } finally {
    await database.destroy();
  }
  say('no platform runs here: one with a film was made for the drill');
  return { ...process.env, ...platform.environment };
}
