import { parseArgs } from 'node:util';
import { openDatabase } from '@sluice/database';
import { openQueues } from '@sluice/queue';
import type { DataSource } from 'typeorm';
import { readScriptEnvironment } from '../start/script-environment.js';
import { retryClips } from './retry-clips.js';
import { retryRecordings } from './retry-recordings.js';
import { retryVideos } from './retry-videos.js';

const usage = `Usage: npm run retry_video_processing -- [--dry-run] [--data-dir D] [ID …]

Sends videos, clips and recordings of rooms through processing again: those with the given ids, or all that failed or are
stuck. Of a video that was encoded in part, only the chunks that are missing.
  --dry-run      only say what would be done
  --data-dir D   the data folder of a platform that "npm start -- --data-dir D" runs`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, 'data-dir': { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  const settings = readScriptEnvironment(['DATABASE_URL', 'REDIS_URL'], values['data-dir']);
  const database = await openDatabase(settings.DATABASE_URL);
  const queues = openQueues(settings.REDIS_URL);
  try {
    const options = { database, ids: positionals, dryRun: values['dry-run'] ?? false, print };
    const clips = await retryClips({ ...options, queues });
    const videos = await retryVideos({ ...options, queues });
    const recordings = await retryRecordings(options);
    const unknown = await findUnknown(database, positionals);
    for (const id of unknown) print(`${id}  there is no such video or recording`);
    const retried = clips.retried + videos.retried + recordings.retried;
    const left = clips.left + videos.left + recordings.left;
    print(`${retried} ${options.dryRun ? 'would be retried' : 'retried'}, ${left} left alone`);
    return unknown.length > 0 ? 1 : 0;
  } finally {
    await database.destroy();
    void queues.close().catch(() => undefined);
  }
}

async function findUnknown(database: DataSource, ids: readonly string[]): Promise<string[]> {
  const known: { id: string }[] = await database.query(
    'SELECT id FROM videos WHERE id::text = ANY($1) UNION SELECT id FROM recordings WHERE id::text = ANY($1)',
    [ids],
  );
  return ids.filter((id) => !known.some((row) => row.id === id));
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
