import { databaseOptions, migrate } from '@sluice/database';
import { DataSource } from 'typeorm';
import type { Manifest } from '../backup/manifest.js';
import { quoted } from '../backup/tables.js';

/**
 * A connection to the empty database, its schema as the backup's was. Throws when there is anything in it, or when the
 * backup is of a newer version. What came since, the backend migrates when it starts.
 */
export async function prepareDatabase(url: string, manifest: Manifest): Promise<DataSource> {
  const database = await new DataSource(optionsUpTo(url, manifest)).initialize();
  try {
    const isFresh = await refuseUnlessEmpty(database, manifest);
    if (isFresh) await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

function optionsUpTo(url: string, { schema }: Manifest) {
  const options = databaseOptions(url);
  const known = (options.migrations ?? []) as (new () => unknown)[];
  const wanted = known.filter(({ name }) => schema.includes(name));
  if (wanted.length !== schema.length)
    throw new Error('The backup is of a newer version than this program: install that, and restore again.');
  return { ...options, migrations: wanted };
}

/** Answers whether there is nothing at all in it; throws when it holds rows, or another schema. */
async function refuseUnlessEmpty(database: DataSource, manifest: Manifest): Promise<boolean> {
  const tables: { name: string }[] = await database.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  if (tables.length === 0) return true;
  const refuse = (why: string): never => {
    throw new Error(`The database is not empty: ${why}. Restore into a new one (docs/operations.md).`);
  };
  if (!tables.some(({ name }) => name === 'migrations')) refuse(`it has a table ${tables[0]!.name}`);
  const migrations: { name: string }[] = await database.query(
    'SELECT name FROM migrations ORDER BY timestamp',
  );
  if (migrations.map(({ name }) => name).join() !== manifest.schema.join())
    refuse('its schema is of another version than the backup');
  for (const { name } of manifest.tables) {
    const rows: unknown[] = await database.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0) refuse(`there are rows in ${name}`);
  }
  return false;
}
