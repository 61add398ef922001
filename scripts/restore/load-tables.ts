import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Manifest } from '../backup/manifest.js';
import { copyTarget, quoted } from '../backup/tables.js';

/**
 * All rows in one transaction: all of them or none. Triggers tell browsers of changes, and nobody listens yet; sequences
 * go on behind the highest number.
 */
export async function loadTables(databaseUrl: string, backup: string, manifest: Manifest): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const table of manifest.tables) {
      await client.query(`ALTER TABLE ${quoted(table.name)} DISABLE TRIGGER USER`);
      await loadTable(client, table, join(backup, manifest.databaseFolder, `${table.name}.copy`));
    }
    await setSequences(client);
    for (const { name } of manifest.tables)
      await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

async function loadTable(client: Client, table: Manifest['tables'][number], path: string): Promise<void> {
  const rows = client.query(copyStreams.from(`COPY ${copyTarget(table)} FROM STDIN`));
  await pipeline(createReadStream(path), rows);
  if (rows.rowCount !== table.rows)
    throw new Error(`${table.name} has ${rows.rowCount} rows instead of ${table.rows}.`);
}

async function setSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT table_name AS table, column_name AS column,
       pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
     FROM information_schema.columns WHERE table_schema = 'public'
       AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows)
    await client.query(
      `SELECT setval($1, COALESCE((SELECT max(${quoted(column)}) FROM ${quoted(table)}), 0) + 1, false)`,
      [sequence],
    );
}
