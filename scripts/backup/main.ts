import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { storageSettingNames } from '@sluice/service';
import { readScriptEnvironment } from '../start/script-environment.js';
import { runBackup } from './run-backup.js';

const usage = `Usage: npm run backup -- --to DIR [--verify] [--data-dir D]

Copies the database and the files of uploads/ that cannot be made anew into DIR, beside the running platform. What DIR
has of an earlier backup is not copied again. docs/operations.md says how to restore it.
  --to DIR       where to; on another disk, or better on another machine's
  --verify       reads what DIR has already, and copies again what is no longer what was copied
  --data-dir D   the data folder of a platform that "npm start -- --data-dir D" runs
Ends with 0 when the backup is complete, with 1 when files are missing or cannot be read (an earlier copy of them stays in it),
or when what it supersedes could not be removed, with 2 when there is none.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      verify: { type: 'boolean', default: false },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  if (!values.to) throw new Error('--to is missing.');
  const settings = readScriptEnvironment(['DATABASE_URL', ...storageSettingNames], values['data-dir']);
  const { manifest, untidied } = await runBackup({
    to: resolve(values.to),
    databaseUrl: settings.DATABASE_URL,
    uploadsDir: settings.UPLOADS_DIR,
    storageDriver: settings.STORAGE_DRIVER,
    verify: values.verify,
    say: print,
  });
  const { deletedMeanwhile, missing, unreadable, files } = manifest;
  const deleted = [...deletedMeanwhile.videos, ...deletedMeanwhile.snapshots, ...deletedMeanwhile.rooms];
  for (const id of deleted) print(`${id}  was deleted meanwhile: a restored platform deletes it too`);
  for (const path of missing) print(`${path}  is missing: npm run fsck says more`);
  for (const path of unreadable) print(`${path}  cannot be read: npm run fsck says more`);
  if (settings.STORAGE_DRIVER === 's3')
    print(
      `The bucket ${settings.S3_BUCKET} is not in it: copy it now, with versions or "rclone copy" (docs/operations.md).`,
    );
  if (untidied)
    print(`what it supersedes could not all be removed, the next backup tries again: ${untidied.message}`);
  const lacking = missing.length + unreadable.length;
  const state = lacking === 0 ? 'complete' : `complete but for ${lacking}`;
  print(`${state}: ${files.count} files, ${files.sizeBytes} bytes in ${resolve(values.to)}`);
  return lacking === 0 && !untidied ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`No backup was made: ${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
