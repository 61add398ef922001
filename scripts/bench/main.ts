import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Footage } from './footage.js';
import { measurements } from './measurements.js';
import { parseBenchOptions, usage, UsageError, type BenchOptions } from './options.js';
import { formatRow, formatTable, type BenchRow } from './table.js';

const say = (line: string): void => void process.stderr.write(`▸ ${line}\n`);

/** Measures and prints; what was measured before an error is printed too. */
async function main(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(`${usage}\n`);
  // the workers of another platform would take this one's jobs
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'PUBLIC_URL', 'HOST']) delete process.env[name];
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  process.on('exit', () => discard(scratch));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      say(`stopped by ${signal}`);
      process.exit(1);
    });
  const rows: BenchRow[] = [];
  try {
    await measureAll(options, scratch, rows);
  } finally {
    process.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : formatTable(rows));
  }
}

/** After an error the platform may still write into it for a moment. */
function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch (error) {
    say(`${folder} stays: ${(error as Error).message}`);
  }
}

async function measureAll(options: BenchOptions, scratch: string, rows: BenchRow[]): Promise<void> {
  const footage = new Footage({ ...options, folder: scratch, say });
  for (const name of options.names) {
    say(`${name}: ${measurements.get(name)!.about}`);
    const measured = await measurements.get(name)!.measure({ ...options, footage, scratch, say });
    for (const row of measured) say(formatRow(row));
    rows.push(...measured);
    footage.clear();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const explained = error instanceof UsageError;
  process.stderr.write(explained ? `${error.message}\n\n${usage}\n` : `${(error as Error).stack}\n`);
  process.exit(1);
}
