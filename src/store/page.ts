// A page of a branch, newest first. SQLite makes it one JSON text: row by row the client takes three times as long.
import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import type { Stretch } from '../ports.ts';
import type { Entry } from '../records.ts';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { entries } from './tables.ts';

const columns = Object.entries(getTableColumns(entries));
const plain = columns
  .filter(([, { dataType }]) => dataType !== 'json')
  .map(([key, column]) => sql`${word(key)}, ${column}`);
// Spliced in as it is: SQLite's own reader refuses to go as deep as the arguments of a tool may.
const written = columns
  .filter(([, { dataType }]) => dataType === 'json')
  .map(([key, column]) => sql`${word(`"${key}":`)} || ${column} || ','`);
const object = sql`'{' || ${sql.join(written, sql` || `)} || substr(json_object(${sql.join(plain, sql`, `)}), 2)`;

const page = sql`
  select '[' || coalesce(group_concat(${object}, ','), '') || ']' from (
    select * from ${entries}
    where ${entries.sessionId} = ${sql.placeholder('sessionId')} and ${entries.branch} = ${sql.placeholder('branch')}
      and ${entries.position} > ${sql.placeholder('after')} and ${entries.position} <= ${sql.placeholder('upTo')}
    order by ${entries.position} desc limit ${sql.placeholder('limit')}
  ) as ${entries}`;

/** Its parameters in order: session id, branch, after, up to, limit. */
export const pageSql = new SQLiteAsyncDialect().sqlToQuery(page).sql;

export async function readPage(db: Database, sessionId: string, stretch: Stretch, limit: number): Promise<Entry[]> {
  const { branch, after, upTo } = stretch;
  const { rows } = await reading(db.$client.execute({ sql: pageSql, args: [sessionId, branch, after, upTo, limit] }));
  return JSON.parse(String(rows[0]?.[0]));
}

function word(text: string): SQL {
  return sql.raw(`'${text}'`);
}
