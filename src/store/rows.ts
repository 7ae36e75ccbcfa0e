// The SQL that writes many rows of a table at once. Drizzle's builder would make the same text again for every write.
import type { InStatement, InValue } from '@libsql/client';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

const PARAMETERS = 32_766;

export type Rows<Row> = (rows: readonly Row[]) => InStatement[];

/** Inserts rows; a row that is there already is an error. */
export function inserting<Table extends SQLiteTable>(table: Table): Rows<Table['$inferSelect']> {
  return writing(table, '');
}

/** Inserts rows, or brings those with the same `identity` up to date except for what is `fixed`. */
export function upserting<Table extends SQLiteTable>(
  table: Table,
  identity: readonly (keyof Table['$inferSelect'])[],
  fixed: readonly (keyof Table['$inferSelect'])[] = [],
): Rows<Table['$inferSelect']> {
  const kept = new Set<unknown>([...identity, ...fixed]);
  const columns = Object.entries(getTableColumns(table));
  const target = columns.filter(([key]) => identity.includes(key)).map(([, column]) => quote(column.name));
  const set = columns
    .filter(([key]) => !kept.has(key))
    .map(([, column]) => `${quote(column.name)} = excluded.${quote(column.name)}`);
  return writing(table, ` on conflict (${target.join(', ')}) do update set ${set.join(', ')}`);
}

function writing<Table extends SQLiteTable>(table: Table, tail: string): Rows<Table['$inferSelect']> {
  const columns = Object.entries(getTableColumns(table)).map(([key, { name, dataType }]) => ({
    key,
    name,
    json: dataType === 'json',
  }));
  const names = columns.map(({ name }) => quote(name)).join(', ');
  const head = `insert into ${quote(getTableName(table))} (${names}) values `;
  const row = `(${columns.map(() => '?').join(', ')})`;
  const most = Math.floor(PARAMETERS / columns.length);

  return (rows) => {
    const statements: InStatement[] = [];
    for (let start = 0; start < rows.length; start += most) {
      const part: readonly Record<string, unknown>[] = rows.slice(start, start + most);
      const args: InValue[] = [];
      for (const record of part) {
        for (const { key, json } of columns) args.push(json ? JSON.stringify(record[key]) : plain(key, record[key]));
      }
      statements.push({ sql: `${head}${row}${`, ${row}`.repeat(part.length - 1)}${tail}`, args });
    }
    return statements;
  };
}

function plain(key: string, value: unknown): InValue {
  switch (typeof value) {
    case 'string':
      // SQLite reads a text only as far as its first NUL.
      return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
    case 'number':
    case 'boolean':
      return value;
  }
  if (value === null) return null;
  throw new TypeError(
    `Cannot write '${key}' as it must be a text, a number, a boolean or null: received ${typeof value}`,
  );
}

function quote(name: string): string {
  return `"${name}"`;
}
