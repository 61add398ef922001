import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupDamaged } from '../backup/manifest.js';
import { projectRoot } from '../start/platform.js';
import { loadRunningEnvironment } from '../start/running-environment.js';
import { runDrill } from './run-drill.js';
import { startScratchOriginal } from './scratch-original.js';

const usage = `Usage: npm run backup:drill -- [--from DIR] [--scratch DIR] [--data-dir D]

Restores a backup of the running platform into a scratch one, compares its database with its files, plays a film, and
removes it all. Where nothing runs, a platform with a film is made for it.
  --from DIR     a backup that there is already; without it one is made
  --scratch DIR  where there is room for all of it (twice without --from); the system's folder for temporary files
  --data-dir D   the data folder of a platform that "npm start -- --data-dir D" runs
Ends with 0 when the backup is good, with 1 when it is not, with 2 when that could not be found out.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      scratch: { type: 'string' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  const scratch = mkdtempSync(join(values.scratch ? resolve(values.scratch) : tmpdir(), 'sluice-drill-'));
  const undo: (() => Promise<void> | void)[] = [() => rmSync(scratch, { recursive: true, force: true })];
  const clearUp = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void clearUp().finally(() => process.exit(2)));
  try {
    const environment =
      findRunning(values['data-dir']) ?? (await startScratchOriginal(join(scratch, 'original'), print, undo));
    const from = values.from ? resolve(values.from) : null;
    const isGood = await runDrill({ environment, scratch, from, say: print, undo });
    print(isGood ? 'the backup is good' : 'the backup is not good');
    return isGood ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BackupDamaged)) throw error;
    print(error.message);
    return 1;
  } finally {
    await clearUp();
  }
}

/** null when nothing runs; a data folder that was named must be somebody's. */
function findRunning(dataDir: string | undefined): NodeJS.ProcessEnv | null {
  try {
    return loadRunningEnvironment(dataDir ? resolve(dataDir) : join(projectRoot, '.sluice'));
  } catch (error) {
    if (dataDir) throw error;
    return null;
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`The drill could not be ended: ${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
