import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from '@sluice/service';
import { startPostgres } from '../services/postgres.js';
import { lockDataDir } from '../start/data-dir-lock.js';
import { projectRoot } from '../start/platform.js';
import { runRestore } from './run-restore.js';

const usage = `Usage: npm run restore -- --from DIR [--data-dir D]

Restores a backup into an empty database and an empty uploads folder, while no platform runs on them: those of DATABASE_URL
and UPLOADS_DIR; without DATABASE_URL those that "npm start" uses, which runs on what was restored.
  --from DIR     what "npm run backup" has made
  --data-dir D   as "npm start -- --data-dir D" uses it
Ends with 0 when all was restored, with 1 when files are not there that should be (the backup lacks them, or its copies are
damaged), with 2 when it failed.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, 'data-dir': { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  if (!values.from) throw new Error('--from is missing.');
  const from = resolve(values.from);
  const { manifest, damaged, absent } = await (process.env['DATABASE_URL']
    ? restoreHere(from)
    : restoreDataDir(from, values['data-dir'] ? resolve(values['data-dir']) : null));
  const { deletedMeanwhile, missing, unreadable, storageDriver, createdAt } = manifest;
  for (const id of [...deletedMeanwhile.videos, ...deletedMeanwhile.rooms])
    print(`${id}  was deleted while the backup was made, and stays deleted`);
  const leftOut = new Set([...absent, ...damaged.map(({ path }) => path)]);
  const came = (path: string): string =>
    leftOut.has(path) ? 'not all of it is restored' : 'it is as an earlier backup had it';
  for (const path of missing) print(`${path}  was missing when the backup was made: ${came(path)}`);
  for (const path of unreadable) print(`${path}  could not be read when the backup was made: ${came(path)}`);
  for (const { path, what } of damaged) print(`${path}  ${what} in the backup: it was left out`);
  if (storageDriver === 's3')
    print('The bucket is not in the backup: restore it beside, then run npm run fsck.');
  print(
    `restored as of ${createdAt}; start the platform with the SESSION_SECRET that it had, or everybody signs in anew`,
  );
  if (leftOut.size === 0) return 0;
  print(
    `${leftOut.size} files or folders are not all there: npm run fsck says whose they are, and --repair makes anew what it can`,
  );
  return 1;
}

function restoreHere(from: string) {
  const { DATABASE_URL, UPLOADS_DIR } = readEnvironment(['DATABASE_URL', 'UPLOADS_DIR'], process.env);
  return runRestore({ from, databaseUrl: DATABASE_URL, uploadsDir: UPLOADS_DIR, say: print });
}

/** With a PostgreSQL of our own, for as long as it takes. */
async function restoreDataDir(from: string, given: string | null) {
  const dataDir = given ?? join(projectRoot, '.sluice');
  const uploadsDir = given
    ? join(given, 'uploads')
    : readEnvironment(['UPLOADS_DIR'], process.env).UPLOADS_DIR;
  const undo: (() => Promise<void> | void)[] = [lockDataDir(dataDir).release];
  try {
    const logDir = join(dataDir, 'logs');
    const { url } = await startPostgres({ dataDir, logDir, root: projectRoot, say: print, undo });
    return await runRestore({ from, databaseUrl: url, uploadsDir, say: print });
  } finally {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`Nothing was restored, or not all: ${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
