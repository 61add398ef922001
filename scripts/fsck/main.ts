import { parseArgs } from 'node:util';
import { openDatabase } from '@sluice/database';
import { storageSettingNames, storageSettings } from '@sluice/service';
import { createSourceStore, createStorage } from '@sluice/storage';
import { readScriptEnvironment } from '../start/script-environment.js';
import type { Finding } from './finding.js';
import { runFsck, type FsckSummary } from './run-fsck.js';

const usage = `Usage: npm run fsck -- [--repair] [--delete-orphans] [--quick] [--json] [--data-dir D]

Compares the database with what lies in storage, both ways. Safe beside a running platform; changes nothing by itself.
  --repair          processes videos again whose published files are damaged, writes playlists anew, deletes dead attempts
  --delete-orphans  deletes what no row knows and is older than a day
  --quick           compares names and sizes, and reads no file
  --json            one object on stdout
  --data-dir D      the data folder of a platform that "npm start -- --data-dir D" runs
Ends with 0 when all is well, with 1 when something was found, with 2 when it could not look.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      repair: { type: 'boolean', default: false },
      'delete-orphans': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  const settings = readScriptEnvironment(['DATABASE_URL', ...storageSettingNames], values['data-dir']);
  const storage = createStorage(storageSettings(settings));
  const database = await openDatabase(settings.DATABASE_URL);
  const told: object[] = [];
  const onFinding = (finding: Finding, done: string | null): void => {
    const { id, code, what, fix } = finding;
    if (values.json) told.push({ id, code, what, fix, done });
    else print(`${id}  ${what}; ${done ?? fix}`);
  };
  try {
    const summary = await runFsck({
      database,
      storage,
      sources: createSourceStore(settings.STORAGE_DRIVER, storage, settings.UPLOADS_DIR),
      uploadsDir: settings.UPLOADS_DIR,
      quick: values.quick,
      repair: values.repair,
      deleteOrphans: values['delete-orphans'],
      onFinding,
    });
    print(values.json ? JSON.stringify({ ...summary, findings: told }) : describe(summary));
    return summary.findings === 0 ? 0 : 1;
  } finally {
    await database.destroy();
  }
}

function describe({ videos, snapshots, takes, findings, repaired, deleted }: FsckSummary): string {
  const looked = `${videos} videos, ${snapshots} snapshots and ${takes} takes looked at`;
  if (findings === 0) return `${looked}: all is well`;
  return `${looked}: ${findings} found, ${repaired} repaired, ${deleted} deleted`;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
