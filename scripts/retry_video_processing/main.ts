import { parseArgs } from 'node:util';
import { openDatabase } from '@sluice/database';
import { openQueues } from '@sluice/queue';
import { readScriptEnvironment } from '../start/script-environment.js';
import { retryVideos } from './retry-videos.js';

const usage = `Usage: npm run retry_video_processing -- [--dry-run] [--data-dir D] [VIDEO_ID …]

Sends videos through processing again: those with the given ids, or all that failed or are stuck. Of a video that was
encoded in part, only the chunks that are missing.
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
    const counts = await retryVideos({
      database,
      queues,
      ids: positionals,
      dryRun: values['dry-run'] ?? false,
      print,
    });
    print(
      `${counts.retried} ${values['dry-run'] ? 'would be retried' : 'retried'}, ${counts.left} left alone`,
    );
    return counts.unknown > 0 ? 1 : 0;
  } finally {
    await database.destroy();
    void queues.close().catch(() => undefined);
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
