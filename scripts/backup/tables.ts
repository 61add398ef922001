import type { Client } from 'pg';

export interface Table {
  name: string;
  columns: string[];
}

/** What only running processes mean, and the record of migrations, which belongs to the schema. */
const leftOut = ['migrations', 'workers', 'upload_reservations'];

/** All tables whose rows are worth keeping, each behind those that it refers to. */
export async function loadTables(client: Client): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(
    `SELECT table_name::text AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
       AND NOT table_name = ANY($1) GROUP BY table_name ORDER BY table_name`,
    [leftOut],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT conrelid::regclass::text AS from, confrelid::regclass::text AS to FROM pg_constraint
     WHERE contype = 'f' AND conrelid <> confrelid`,
  );
  return inOrder(tables, references);
}

/** Throws when tables refer to each other in a circle: then there is no order. */
export function inOrder(
  tables: readonly Table[],
  references: readonly { from: string; to: string }[],
): Table[] {
  const ordered: Table[] = [];
  const isIn = (name: string): boolean => ordered.some((table) => table.name === name);
  const waiting = new Set(tables);
  const isReady = ({ name }: Table): boolean =>
    references.every(
      ({ from, to }) => from !== name || isIn(to) || !tables.some((other) => other.name === to),
    );
  while (waiting.size > 0) {
    const next = [...waiting].find(isReady);
    if (!next)
      throw new Error(`Tables refer to each other: ${[...waiting].map(({ name }) => name).join(', ')}`);
    ordered.push(next);
    waiting.delete(next);
  }
  return ordered;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table with its columns by name, so that their order in the schema doesn't matter. */
export const copyTarget = ({ name, columns }: Table): string =>
  `${quoted(name)} (${columns.map(quoted).join(', ')})`;
