import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFlushed } from '@sluice/storage';
import type { Client } from 'pg';
import copyStreams from 'pg-copy-streams';
import { loadFacts, type Facts } from './facts.js';
import { hashedStream } from './hashed-stream.js';
import type { Manifest } from './manifest.js';
import { copyTarget, loadTables, type Table } from './tables.js';

export type DumpedTable = Manifest['tables'][number];

export interface DumpedDatabase {
  schema: string[];
  tables: DumpedTable[];
  facts: Facts;
}

/** All rows as they were at one moment, in files of COPY's text format; the platform goes on meanwhile. */
export async function dumpDatabase(client: Client, folder: string): Promise<DumpedDatabase> {
  await mkdir(folder, { recursive: true });
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const { rows: migrations } = await client.query<{ name: string }>(
      'SELECT name FROM migrations ORDER BY timestamp',
    );
    const tables: DumpedTable[] = [];
    for (const table of await loadTables(client)) tables.push(await dumpTable(client, table, folder));
    return { schema: migrations.map(({ name }) => name), tables, facts: await loadFacts(client) };
  } finally {
    await client.query('COMMIT');
  }
}

async function dumpTable(client: Client, table: Table, folder: string): Promise<DumpedTable> {
  const rows = client.query(copyStreams.to(`COPY ${copyTarget(table)} TO STDOUT`));
  const { stream, measured } = hashedStream();
  rows.on('error', (error) => stream.destroy(error));
  await writeFlushed(join(folder, `${table.name}.copy`), rows.pipe(stream));
  return { ...table, rows: rows.rowCount ?? 0, ...measured() };
}
